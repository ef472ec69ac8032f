/** Which images a target was well on; ids are digests (`sha256:…`). Survives restarts of Paramedic. */
export interface ImageHistory {
  readonly current: string;
  /** Was well for the verification time on these, oldest first. */
  readonly proven: readonly string[];
}

const KEPT = 5;

export const firstImages = (imageId: string): ImageHistory => ({ current: imageId, proven: [] });

/** Pure: the target runs on `imageId` now; `isProven`: and has been well on it for the verification time. */
export function nextImages(history: ImageHistory, imageId: string, isProven: boolean): ImageHistory {
  const news = isProven && history.proven[history.proven.length - 1] !== imageId;
  if (!news && history.current === imageId) return history;
  const proven = news ? [...history.proven.filter((id) => id !== imageId), imageId].slice(-KEPT) : history.proven;
  return { current: imageId, proven };
}

/** The last image that it was well on, other than the present one. */
export const previousImage = ({ current, proven }: ImageHistory): string | undefined =>
  proven.filter((id) => id !== current).at(-1);

/** It was never well on the image that it runs on now, and was on another before. */
export const isBadUpdate = (history: ImageHistory): boolean =>
  !history.proven.includes(history.current) && history.proven.length > 0;
