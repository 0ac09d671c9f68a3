import React from 'react';
import type { Result } from '../../core/experiment/result';
import { Fold } from '../fold';
import { count } from '../text';
import { useTrans } from '../trans';

const mostNamed = 12;

/** Conditions that no part scored, by reason: one that a part leaves to another is none of them. */
export function Unscored({ result }: { readonly result: Result }): JSX.Element | null {
  const trans = useTrans();
  const byReason = unscoredOf(result);
  const total = new Set([...byReason.values()].flat()).size;
  if (total === 0) {
    return null;
  }
  return (
    <Fold label={trans._n('%1 condition not scored', '%1 conditions not scored', total)}>
      <ul className="cf-Why">
        {[...byReason].map(([reason, labels]) => (
          <li key={reason}>
            {trans._n('%1 condition', '%1 conditions', labels.length)}, {reason}:{' '}
            {labels.slice(0, mostNamed).join(', ')}
            {labels.length > mostNamed
              ? ` ${trans.__('and %1 more', count(labels.length - mostNamed))}`
              : ''}
          </li>
        ))}
      </ul>
    </Fold>
  );
}

/** Reason -> labels, each once; the commonest reason first. */
export function unscoredOf(result: Result): ReadonlyMap<string, readonly string[]> {
  const scored = new Set(result.scatter.map(({ label }) => label));
  const reasons = new Map<string, Set<string>>();
  for (const { parts } of Object.values(result.scenarios)) {
    for (const { label, reason } of Object.values(parts).flatMap(part => part.unscored)) {
      if (!scored.has(label)) {
        reasons.set(reason, (reasons.get(reason) ?? new Set()).add(label));
      }
    }
  }
  return new Map(
    [...reasons]
      .map(([reason, labels]) => [reason, [...labels]] as const)
      .sort((a, b) => b[1].length - a[1].length)
  );
}
