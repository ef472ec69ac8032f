const MARK = /^(.+)\.paramedic-old-[0-9a-f]{8}$/;

/** `web` and eight hexadecimal digits → `web.paramedic-old-1f2e3d4c`: what a container is called while its successor proves itself. */
export const setAsideName = (name: string, digits: string): string => `${name}.paramedic-old-${digits}`;

/** A container that a recreate keeps until its successor is well. It is nobody's target: either it goes or it gets its name back. Pure. */
export const isSetAside = (name: string): boolean => MARK.test(name);

/** The name that it had before; undefined when it is none that was set aside. Pure. */
export const nameBefore = (name: string): string | undefined => MARK.exec(name)?.[1];
