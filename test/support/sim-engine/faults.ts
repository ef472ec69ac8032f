/**
 * `hang`: taken and never answered, nothing is done. `mute`: done, and never answered. `half`: done, and the answer breaks off
 * in the middle while the connection stays. `status`: this answer instead. `slow`: answered so much later.
 */
export interface Fault {
  /** Over `GET /containers/json` and so on, without version and query; a container stands there with its id. */
  readonly on: string;
  readonly kind: 'hang' | 'mute' | 'half' | 'status' | 'slow';
  readonly status?: number;
  readonly ms?: number;
  /** Only the next so many. */
  readonly times?: number;
}

/** What goes wrong at present. */
export class Faults {
  #faults: { readonly fault: Fault; readonly on: RegExp; left: number }[] = [];

  /** Answers how to end it. */
  inject(fault: Fault): () => void {
    const injected = { fault, on: new RegExp(fault.on), left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#faults.push(injected);
    return () => {
      this.#faults = this.#faults.filter((one) => one !== injected);
    };
  }

  clear(): void {
    this.#faults = [];
  }

  /** The first that fits, once less from now on. */
  take(request: string): Fault | undefined {
    const found = this.#faults.find(({ on, left }) => left > 0 && on.test(request));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  }
}
