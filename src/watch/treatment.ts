import type { Clock } from '../base/clock.ts';
import { redact } from '../base/redact.ts';
import type { Container } from '../containers/container.ts';
import type { Census } from '../containers/ports.ts';
import { wellWithinMs } from '../healing/attempts.ts';
import type { Step } from '../healing/draft.ts';
import type { ActResult, Healer } from '../healing/healer.ts';
import { previousImage } from '../healing/image-history.ts';
import type { Scene, SceneReader } from '../healing/ports.ts';
import { Slots } from '../healing/slots.ts';
import { capsule } from '../incidents/evidence/capsule.ts';
import type { Remediation } from '../incidents/incident.ts';
import type { Change } from '../incidents/ledger.ts';
import { timelineChange } from '../incidents/lifecycle.ts';
import { LET_GO_MS } from './let-go.ts';
import { nextNumber } from './news.ts';
import type { Entry } from './roster.ts';

export interface TreatmentDeps {
  readonly census: Census;
  readonly healer: Healer;
  readonly scene: SceneReader;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** What came of an act: the result, a fresh look at the container that is there now, and what it was like before. */
export interface Treated {
  readonly result: ActResult;
  readonly after: Container | undefined;
  /** As which question that look was asked for. */
  readonly number: number;
  readonly evidence: Evidence;
}

/** It waits for its turn; the engine is at it; the container was seen to start again. */
type Phase = 'waiting' | 'sent' | 'started';

type Evidence = Readonly<Record<string, unknown>>;

const SCENES_AT_ONCE = 8;

/** Carries out what is on record, and takes the picture of the scene before it changes. */
export class Treatment {
  readonly #deps: TreatmentDeps;
  readonly #readers = new Slots(SCENES_AT_ONCE);
  readonly #executing = new Map<string, Phase>();

  constructor(deps: TreatmentDeps) {
    this.#deps = deps;
  }

  get executing(): ReadonlySet<string> {
    return new Set(this.#executing.keys());
  }

  begin(attempt: Remediation): void {
    this.#executing.set(attempt.id, 'waiting');
  }

  end(attempt: Remediation): void {
    this.#executing.delete(attempt.id);
  }

  /**
   * Is this very container being stopped or started for us, and not seen to start again yet? What happens to it while an act
   * waits for its turn is somebody else's doing. The engine also finishes the restart of a Paramedic that was killed in the
   * middle of it.
   */
  isOurs({ chart: { attempts, container } }: Entry): boolean {
    return attempts.some(
      ({ id, action, finishedAt, containerId }) =>
        finishedAt === undefined &&
        action !== 'exec' &&
        containerId === container.id &&
        (this.#executing.get(id) ?? 'sent') === 'sent',
    );
  }

  noteStarted(entry: Entry): void {
    for (const attempt of entry.chart.attempts) {
      if (this.#executing.get(attempt.id) === 'sent') this.#executing.set(attempt.id, 'started');
    }
  }

  async carryOut(entry: Entry, attempt: Remediation): Promise<Treated> {
    const { census, healer, clock } = this.#deps;
    const { settings, container } = entry.chart;
    const options = {
      stopTimeoutMs: settings.stopTimeoutMs,
      exec: settings.exec,
      wellWithinMs: wellWithinMs(container.startPeriodMs),
    };
    // What was asked for is wanted whatever the verdict is by then.
    const isOwn = attempt.askedBy === undefined && hasIncidentOf(entry, attempt);
    const acting = healer.carryOut(attempt, options, () => {
      const isWanted = isStillWanted(entry, attempt, isOwn);
      if (isWanted) this.#executing.set(attempt.id, 'sent');
      return isWanted;
    });
    // The engine acts first: checks and set-up are as they were until the next start, and logs are asked for by time.
    await clock.sleep(LET_GO_MS);
    const scene = this.#scene(attempt.containerId, attempt.intendedAt);
    const evidence = this.#evidence(entry, attempt.intendedAt, scene, {
      action: attempt.action,
      attempt: attempt.attempt,
    });
    const acted = await acting;
    const result = attempt.action === 'exec' ? withoutSecrets(acted, (await scene)?.secrets ?? []) : acted;
    const { newId } = result.detail;
    const present = typeof newId === 'string' ? newId : attempt.containerId;
    const pictures = await evidence;
    // The outcome and a fresh look go in together: the look before the act is no proof of anything. It is taken last: a picture
    // may take seconds, and an older look would take back what the engine has told of meanwhile.
    const number = nextNumber();
    const after = await census.inspect(present).catch(() => undefined);
    return { result, after, number, evidence: pictures };
  }

  /** The picture of a trouble that nothing is done about: people are called for just those. */
  picture(entry: Entry, now: number): Promise<Evidence> {
    return this.#evidence(entry, now, this.#scene(entry.chart.container.id, now), undefined);
  }

  /** When a whole fleet falls sick at once the engine must not drown in questions; logs are asked for by time and can wait. */
  async #scene(containerId: string, until: number): Promise<Scene | undefined> {
    if (!this.#readers.takeIfFree()) await this.#readers.take();
    try {
      return await this.#deps.scene.read(containerId, until);
    } catch {
      return undefined;
    } finally {
      this.#readers.giveBack();
    }
  }

  async #evidence(
    entry: Entry,
    takenAt: number,
    reading: Promise<Scene | undefined>,
    act: { readonly action: string; readonly attempt: number } | undefined,
  ): Promise<Evidence> {
    const { container, images, probes } = entry.chart;
    const { samples } = entry;
    const events = [...entry.events];
    const scene = await reading;
    const previous = previousImage(images);
    // The event that told of it brings no check with it.
    const lastCheck = scene?.checks[scene.checks.length - 1] ?? container.lastCheck;
    return capsule({
      ...{ container: { ...container, lastCheck }, scene, samples, events, probes, takenAt },
      ...(act && { act }),
      images: { current: images.current, previous },
    });
  }

  /** The first attempt's picture is the incident's evidence; later ones are part of its story. */
  withEvidence(
    step: Step,
    { incidentId, attempt }: Pick<Remediation, 'incidentId' | 'attempt'>,
    evidence: Evidence,
    now: number,
  ): Step {
    const incident = step.chart.incidents.find(({ id }) => id === incidentId);
    // An act for somebody else's sake, or one whose incident a person has resolved meanwhile.
    if (incident === undefined) return step;
    if (attempt > 1) {
      const detail = { attempt, ...evidence };
      const change = timelineChange(this.#deps.newId(), incidentId, now, 'evidence', 'before_attempt', detail);
      return { ...step, changes: [change, ...step.changes] };
    }
    const change: Change = { kind: 'incident_changed', id: incidentId, set: { evidence } };
    const incidents = step.chart.incidents.map((open) => (open.id === incident.id ? { ...open, evidence } : open));
    return { ...step, chart: { ...step.chart, incidents }, changes: [change, ...step.changes] };
  }
}

/** What a clean-up command printed may hold what its container knows. */
function withoutSecrets(result: ActResult, secrets: readonly string[]): ActResult {
  const { output } = result.detail;
  return typeof output === 'string'
    ? { ...result, detail: { ...result.detail, output: redact(output, secrets) } }
    : result;
}

/** Between decision and turn a container may have recovered, or a person may have stepped in. */
function isStillWanted(entry: Entry, attempt: Remediation, isOwn: boolean): boolean {
  const { chart, intent } = entry;
  if (chart.container.id !== attempt.containerId || intent.stoppedOnPurpose) return false;
  return !isOwn || (chart.verdict.kind === 'sick' && hasIncidentOf(entry, attempt));
}

/** Else it is for the sake of somebody whom this one needs; or its incident is over by now. */
const hasIncidentOf = ({ chart }: Entry, { incidentId }: Remediation): boolean =>
  chart.incidents.some(({ id }) => id === incidentId);
