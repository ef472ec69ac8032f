/** What one look found. `fail`: the main job does not work; `warn`: it works, and could be better. */
export type Check =
  | { readonly level: 'ok'; readonly name: string; readonly message: string }
  | { readonly level: 'warn' | 'fail'; readonly name: string; readonly message: string; readonly cure: string };

/** A fact, or why it could not be had. */
export type Known<T> = { readonly value: T } | { readonly error: unknown };

export async function known<T>(ask: () => Promise<T>): Promise<Known<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { error };
  }
}
