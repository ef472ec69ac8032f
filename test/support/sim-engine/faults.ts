/**
 * `hang`: taken and never answered, nothing is done. `mute`: done, and never answered. `status`: this answer instead.
 * `slow`: answered so much later.
 */
export interface Fault {
  /** Over `GET /containers/json` and so on, without version and query; a container stands there with its id. */
  readonly on: string;
  readonly kind: 'hang' | 'mute' | 'status' | 'slow';
  readonly status?: number;
  readonly ms?: number;
  /** Only the next so many. */
  readonly times?: number;
}

/** What goes wrong at present. */
export class Faults {
  #faults: { readonly fault: Fault; readonly on: RegExp; left: number }[] = [];

  inject(fault: Fault): void {
    this.#faults.push({ fault, on: new RegExp(fault.on), left: fault.times ?? Number.POSITIVE_INFINITY });
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
