import { breathe, eachInTurns } from '../base/breathe.ts';
import { ParamedicError } from '../base/errors.ts';
import type { Container, ContainerSummary } from '../containers/container.ts';
import type { Census } from '../containers/ports.ts';
import type { Connection } from './connection.ts';
import { translateContainer } from './translate-container.ts';
import { translateSummary } from './translate-summary.ts';

const DEADLINE_MS = 10_000;
/** Of a large fleet; some 2 ms. */
const SUMMARIES_A_BREATH = 500;

export class DockerCensus implements Census {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list(): Promise<ContainerSummary[]> {
    const listed = await this.#connection.ask(
      { endpoint: 'GET /containers/json', deadlineMs: DEADLINE_MS },
      (docker, abortSignal) => docker.listContainers({ all: true, abortSignal }),
    );
    const summaries: ContainerSummary[] = [];
    await eachInTurns(listed, SUMMARIES_A_BREATH, breathe, (raw) => void summaries.push(translateSummary(raw)));
    return summaries;
  }

  async inspect(id: string): Promise<Container | undefined> {
    try {
      const inspected = await this.#connection.ask(
        { endpoint: 'GET /containers/{id}/json', deadlineMs: DEADLINE_MS, containerId: id },
        (docker, abortSignal) => docker.getContainer(id).inspect({ abortSignal }),
      );
      return translateContainer(inspected);
    } catch (error) {
      if (error instanceof ParamedicError && error.code === 'container_gone') return undefined;
      throw error;
    }
  }
}
