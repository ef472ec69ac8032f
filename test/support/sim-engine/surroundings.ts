import { createHash } from 'node:crypto';
import { Refusal } from './answer.ts';
import { SIM_IMAGE, SIM_IMAGE_ID } from './spec.ts';

interface SimNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
}

/** What containers need around them: images, networks and volumes, as far as somebody asks for them. */
export class Surroundings {
  readonly #images = new Map([[SIM_IMAGE, SIM_IMAGE_ID]]);
  readonly #networks = new Map<string, SimNetwork>();
  /** With the container that lived on each first. */
  readonly #volumes = new Map<string, string | undefined>();

  constructor() {
    for (const name of ['bridge', 'host', 'none']) this.addNetwork(name);
  }

  addImage(name: string, id: string): void {
    this.#images.set(name, id);
  }

  imageId(which: string): string {
    const id = this.#images.get(which) ?? [...this.#images.values()].find((known) => known === which);
    if (id === undefined) throw new Refusal(404, `No such image: ${which}`);
    return id;
  }

  addNetwork(name: string): SimNetwork {
    if (this.#networks.has(name)) throw new Refusal(409, `network with name ${name} already exists`);
    const network = { Id: createHash('sha256').update(`network ${name}`).digest('hex'), Name: name, Driver: 'bridge' };
    this.#networks.set(name, network);
    return network;
  }

  network(which: string): SimNetwork {
    const found = this.#networks.get(which) ?? [...this.#networks.values()].find(({ Id }) => Id === which);
    if (found === undefined) throw new Refusal(404, `network ${which} not found`);
    return found;
  }

  get networks(): readonly SimNetwork[] {
    return [...this.#networks.values()];
  }

  removeNetwork(which: string): void {
    this.#networks.delete(this.network(which).Name);
  }

  addVolume(name: string): void {
    if (!this.#volumes.has(name)) this.#volumes.set(name, undefined);
  }

  removeVolume(name: string): void {
    if (!this.#volumes.delete(name)) throw new Refusal(404, `get ${name}: no such volume`);
  }

  /** Who lived on this volume first; from now on that is this one, if nobody did. */
  firstOn(volume: string, containerId: string): string {
    const first = this.#volumes.get(volume) ?? containerId;
    this.#volumes.set(volume, first);
    return first;
  }
}
