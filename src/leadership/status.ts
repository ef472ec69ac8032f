import type { LeadershipStatus } from '../incidents/view.ts';
import type { Leadership } from './leadership.ts';

/** For the faces: who leads, as this monitor sees it. */
export function leadershipStatus(state: Leadership, own: { name: string; host: string }): LeadershipStatus {
  const { name } = own;
  const { since } = state;
  if (state.kind === 'standby') return { role: 'standby', ...own, leader: state.leader, epoch: undefined, since };
  const role = state.kind === 'leading' ? 'leader' : 'uncertain';
  return { role, ...own, leader: name, epoch: state.epoch, since };
}

/** Why nothing is watched at the moment. */
export function waitsFor(state: Leadership, isCampaigning: boolean): string {
  if (!isCampaigning) return 'waiting for the storage: without it the budgets are not known';
  if (state.kind !== 'standby') return 'reading the past: without it the budgets are not known';
  return state.leader === undefined ? 'standby: nobody leads yet' : `standby: ${state.leader} leads`;
}
