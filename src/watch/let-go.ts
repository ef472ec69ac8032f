/**
 * So long after a request has left, nothing is done that can wait: the engine starts a process of its own to send the signal, which
 * takes some 11 ms of the same cores, and 3 ms more when the picture, the log and the metrics compete with it (docs/benchmarks.md).
 */
export const LET_GO_MS = 25;
