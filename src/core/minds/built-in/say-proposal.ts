import type { Proposal, Stand } from '../../design/turns';
import { optionShort } from '../../design/option-texts';
import { strength } from './rules';

interface Said {
  readonly previous: Proposal | null;
  readonly stands: readonly Stand[];
  /** Concerns that did not move the expert. */
  readonly kept: readonly { readonly slot: Stand['slot']; readonly reason: string }[];
  readonly answers: Proposal['answers'];
}

/** What an expert says with a fragment: two or three short sentences, the measured numbers first. */
export function sayProposal({ previous, stands, kept, answers }: Said): string {
  const changed = stands.filter(
    stand => !previous?.stands.some(old => old.slot === stand.slot && old.choice === stand.choice)
  );
  const heard = answers.map(answer => (answer.heeded ? '' : answer.reason)).filter(Boolean);
  if (previous === null) {
    return [...heard, ...loudest(changed, 2).map(stand => stand.reason)].join(' ');
  }
  if (changed.length === 0) {
    return [...heard, keeps(kept, stands)].join(' ');
  }
  const moved = changed.map(stand => {
    const short = optionShort(stand.slot, stand.choice);
    return `${capital(stand.slot)} becomes ${short}: ${stand.reason}`;
  });
  return [...heard, ...moved].join(' ');
}

function keeps(kept: Said['kept'], stands: readonly Stand[]): string {
  if (kept.length > 0) {
    return `I keep ${kept[0].slot}: ${kept[0].reason}`;
  }
  const [best] = loudest(stands, 1);
  return best === undefined ? 'Nothing to change.' : `I keep all ${stands.length}. ${best.reason}`;
}

const loudest = (stands: readonly Stand[], most: number): readonly Stand[] =>
  [...stands].sort((a, b) => strength(b) - strength(a)).slice(0, most);

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
