import type { Reason } from './reasons.ts';

/** One thing in a text that a person should see when it comes, goes, or either. */
export interface Finding {
  readonly reason: Reason;
  readonly when: 'added' | 'removed' | 'changed';
  /** The same thing in two texts has the same words. */
  readonly text: string;
}

/** The first thing that the change from one text to the other needs a person for. */
export function changedFinding(before: readonly Finding[], after: readonly Finding[]): Finding | undefined {
  const keyOf = ({ reason, text }: Finding): string => `${reason} ${text}`;
  const missingIn = (others: readonly Finding[]) => {
    const keys = new Set(others.map(keyOf));
    return (finding: Finding): boolean => !keys.has(keyOf(finding));
  };
  return (
    after.filter(({ when }) => when !== 'removed').find(missingIn(before)) ??
    before.filter(({ when }) => when !== 'added').find(missingIn(after))
  );
}
