/** Lets everything that waits for the event loop have its turn before the work goes on. */
export type Breathe = () => Promise<void>;

export const breathe: Breathe = () => new Promise((resolve) => void setImmediate(resolve));
