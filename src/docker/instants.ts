/** An RFC 3339 time of the engine in ms; undefined for Go's zero time ("0001-01-01T00:00:00Z") and anything unreadable. */
export function instantOf(text: string | null | undefined): number | undefined {
  if (!text) return undefined;
  const at = Date.parse(text);
  return at > 0 ? at : undefined;
}

/** An event's time. JSON has no integer that wide: about a quarter of a microsecond is lost, which nobody needs. */
export function eventInstant(event: { timeNano?: unknown; time?: unknown }): number | undefined {
  if (typeof event.timeNano === 'number' && event.timeNano > 0) return Math.trunc(event.timeNano / 1e6);
  if (typeof event.time === 'number' && event.time > 0) return event.time * 1000;
  return undefined;
}
