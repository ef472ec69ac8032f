import type { Healer } from '../healer.ts';

interface Reconciles {
  readonly count: number;
  /** Of all together. */
  readonly seconds: number;
}

/** As the monitor itself tells. */
export async function reconcilesOf(monitor: Healer): Promise<Reconciles> {
  const answer = await fetch(`${monitor.url}/metrics`);
  return parseReconciles(await answer.text());
}

export function parseReconciles(exposition: string): Reconciles {
  const value = (name: string): number => {
    const found = new RegExp(`^paramedic_reconcile_duration_seconds_${name} (\\S+)$`, 'm').exec(exposition)?.[1];
    if (found === undefined) throw new Error(`/metrics does not tell paramedic_reconcile_duration_seconds_${name}`);
    return Number(found);
  };
  return { count: value('count'), seconds: value('sum') };
}
