/** Lets everything that waits for the event loop have its turn before the work goes on. */
export type Breathe = () => Promise<void>;

export const breathe: Breathe = () => new Promise((resolve) => void setImmediate(resolve));

/** `work` on each, and a breath after every `atOnce` of them. */
export async function eachInTurns<T>(
  items: Iterable<T>,
  atOnce: number,
  breathe: Breathe,
  work: (item: T) => void,
): Promise<void> {
  let sinceBreath = 0;
  for (const item of items) {
    if (sinceBreath === atOnce) {
      await breathe();
      sinceBreath = 0;
    }
    work(item);
    sinceBreath += 1;
  }
}
