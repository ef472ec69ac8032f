import type { ContainerSummary } from '../containers/container.ts';
import { targetOf } from '../containers/target.ts';
import { nameOf } from './translate-name.ts';
import { healthInText, healthOf, stateOf } from './translate-state.ts';
import type { ListedContainer } from './vendor.ts';

/** One entry of `GET /containers/json?all=1`. Pure. */
export function translateSummary(raw: ListedContainer): ContainerSummary {
  const name = nameOf(raw.Names, raw.Id);
  const labels = raw.Labels ?? {};
  const state = stateOf(raw.State, raw.Status);
  return {
    id: raw.Id,
    name,
    target: targetOf(name, labels),
    image: raw.Image ?? '',
    imageId: raw.ImageID ?? '',
    labels,
    createdAt: (raw.Created ?? 0) * 1000,
    state,
    networkMode: raw.HostConfig?.NetworkMode ?? '',
    health: healthOf(raw.Health?.Status || healthInText(raw.Status), state),
  };
}
