/** Something with a life of its own. `start` resolves when it works or has begun to try; `stop` is bounded and never throws twice. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}
