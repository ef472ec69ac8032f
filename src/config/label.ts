import type { Kind } from './kinds.ts';

/** A label on a container that Paramedic reads, for the reader and the documentation alike. */
export interface Label<T> {
  readonly name: string;
  readonly kind: Kind<T>;
  readonly byDefault: string;
  readonly description: string;
}

export const label = <T>(name: string, kind: Kind<T>, byDefault: string, description: string): Label<T> => ({
  name,
  kind,
  byDefault,
  description,
});

/** The label of a family for one name: `paramedic.probe.NAME.http` for `web` is `paramedic.probe.web.http`. */
export const named = <T>(family: Label<T>, name: string): Label<T> => ({
  ...family,
  name: family.name.replace('NAME', () => name),
});
