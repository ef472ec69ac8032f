import { describe, expect, it, jest } from '@jest/globals';
import { runContainer } from '../../support/engine.ts';
import { openWard } from '../../support/monitor.ts';

jest.setTimeout(120_000);

/** The shortest spans that may be set. */
const SOON = { PARAMEDIC_THRESHOLDS_CPU_FOR: '10s', PARAMEDIC_THRESHOLDS_MEMORY_FOR: '10s' };

describe('symptoms on a real engine', () => {
  it('a container that keeps its CPU busy, and one near its memory limit, are told and left alone', async () => {
    await using ward = await openWard(SOON);
    const { monitor, labels } = ward;
    await using busy = await runContainer({
      // So little that even a crowded machine grants it, and that one of many cores is more.
      labels: { ...labels, 'paramedic.limit.cpu': '1%' },
      script: 'while :; do :; done',
    });
    await using full = await runContainer({
      labels,
      // What is left is enough for its shell and for who fills it.
      memoryBytes: 64 * 2 ** 20,
      script: 'dd if=/dev/zero of=/dev/shm/full bs=1M count=59 2>/dev/null; while :; do sleep 1; done',
    });
    const cpu = await monitor.until('incident_opened', ({ incident }) => incident.type === 'high_cpu', 60_000);
    expect(cpu.incident).toMatchObject({ target: busy.name, severity: 'warning' });
    const memory = await monitor.until('incident_opened', ({ incident }) => incident.type === 'high_memory', 60_000);
    expect(memory.incident).toMatchObject({ target: full.name, severity: 'warning' });
    expect(monitor.of('remediation_intended')).toEqual([]);
    await busy.stop(0);
    const over = await monitor.until('incident_resolved', ({ incident }) => incident.type === 'high_cpu');
    expect(over.incident.target).toBe(busy.name);
  });

  it('a container that the engine restarts again and again is a restart loop, also while it is up', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    await using crasher = await runContainer({ labels, restartPolicy: 'always', script: 'sleep 2; exit 3' });
    const { incident } = await monitor.until(
      'incident_opened',
      (happening) => happening.incident.type === 'restart_loop',
      60_000,
    );
    expect(incident).toMatchObject({ target: crasher.name, severity: 'critical' });
    await monitor.untilTarget(
      crasher.name,
      ({ container, verdict }) => container.state === 'running' && verdict === 'sick',
    );
  });
});
