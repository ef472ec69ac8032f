import type { Container } from './container.ts';

/** Names one life of one container: from its start to its end. What was found out about another life says nothing of this one. */
export const lifeOf = ({ id, startedAt }: Pick<Container, 'id' | 'startedAt'>): string => `${id} ${startedAt ?? 0}`;
