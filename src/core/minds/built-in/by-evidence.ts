import type { Slot } from '../../design/slots';
import { tiesOf } from '../../design/ties';
import type { Concern, Rule, Test } from './rules';

/**
 * Where switches fitted by evidence have something to learn: targets that recur, in conditions enough to tell what drives
 * the switches and few enough for a matrix of them, in one context, with all that it goes with left by the analyst.
 */
const always: readonly Test[] = [
  { fact: 'conditions', atLeast: 40 },
  { fact: 'conditions', below: 301 },
  { fact: 'contexts', below: 2 },
  { notModality: 'atac' },
  { notScenario: 'unseen-perturbation' },
  { notScenario: 'unseen-context' },
  { leaves: 'loss', oneOf: ['evidence'] },
  ...(Object.entries(tiesOf('evidence')) as [Slot, readonly string[]][]).map(
    ([slot, oneOf]): Test => ({ leaves: slot, oneOf })
  )
];

/** What is learned from, and how it is told. */
const sources: readonly {
  readonly id: string;
  readonly from: readonly Test[];
  readonly told: string;
}[] = [
  {
    id: 'pairs',
    from: [{ scenario: 'unseen-combination' }, { fact: 'pairs-both-seen', atLeast: 20 }],
    told: '{pairs-both-seen:pair} with both targets measured alone, {conditions:condition}'
  },
  {
    id: 'doses',
    from: [{ scenario: 'unseen-dose' }, { fact: 'doses', atLeast: 3 }],
    told: '{doses:dose}, {conditions:condition}'
  },
  {
    id: 'times',
    from: [{ scenario: 'time' }, { fact: 'times', atLeast: 3 }],
    told: '{times:time}, {conditions:condition}'
  }
];

const sourcesOfReason = ['mackay-1992', 'otwinowski-2018', 'measured-evidence'];

/** The same argument for each of pairs, doses and times. */
export const rulesByEvidence = (slot: Slot, choice: string, says: string): readonly Rule[] =>
  sources.map(({ from, told }) => ({
    slot,
    choice,
    when: [...from, ...always],
    says: `${told}: ${says}`,
    evidence: sourcesOfReason
  }));

/** The same concern for each of pairs, doses and times. */
export const concernsByEvidence = (
  id: string,
  { slot, wants, says }: Pick<Concern, 'slot' | 'wants' | 'says'>
): readonly Concern[] =>
  sources.map(each => ({
    id: `${id}-${each.id}`,
    slot,
    hard: false,
    wants,
    when: [...each.from, ...always],
    says: `${each.told}: ${says}`,
    evidence: sourcesOfReason
  }));

/** What goes with it: whoever speaks for one of these slots has the reason. */
export const whatGoesWithEvidence: readonly Concern[] = [
  ...concernsByEvidence('whole-features', {
    slot: 'decoder',
    wants: ['full'],
    says: 'what switches do to each feature is integrated out under a prior that most of it is nothing; shared directions would only cut it off.'
  }),
  ...concernsByEvidence('no-stopping', {
    slot: 'training',
    wants: ['ensemble', 'fixed-epochs'],
    says: 'the evidence says by itself when switches fit noise, and needs no condition to stop on; several starts, averaged, are worth more.'
  }),
  ...concernsByEvidence('one-sum', {
    slot: 'composition',
    wants: ['interaction-residual', 'additive'],
    says: 'targets that add up before a threshold explain most interactions with few weights; a network that joins them has no closed form.'
  }),
  ...concernsByEvidence('own-entry', {
    slot: 'perturbation',
    wants: ['multi-hot'],
    says: 'every target asked for was measured; what it does is integrated out for each by itself.'
  })
];
