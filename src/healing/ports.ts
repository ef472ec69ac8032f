/** The hands. Resolves when the engine says it is done; throws ParamedicError `engine_timeout` | `container_gone` | `engine_…`. */
export interface Hands {
  /** The deadline covers the whole act: stop timeout + 15 s. */
  restart(id: string, options: { stopTimeoutMs: number; deadlineMs: number }): Promise<void>;
}
