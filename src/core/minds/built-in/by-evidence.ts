import { sourcesOfEvidence } from '../../design/for-evidence';
import { usualByEvidence } from '../../design/hyperparameters';
import type { Slot } from '../../design/slots';
import { tiesOf } from '../../design/ties';
import type { Concern, Rule, Test, ValueRule } from './rules';

/** Where switches fitted by evidence have something to learn, with all that they go with left by the analyst. */
const sources = sourcesOfEvidence.map(source => ({
  ...source,
  when: [
    { scenario: source.scenario },
    ...source.limits,
    ...source.without.map((notScenario): Test => ({ notScenario })),
    ...(source.ofPeaks ? [] : [{ notModality: 'atac' } as const]),
    { leaves: 'loss', oneOf: ['evidence'] },
    ...(Object.entries(tiesOf('evidence')) as [Slot, readonly string[]][]).map(
      ([slot, oneOf]): Test => ({ leaves: slot, oneOf })
    )
  ] as readonly Test[]
}));

const sourcesOfReason = ['mackay-1992', 'otwinowski-2018', 'measured-evidence'];

/** The same argument for each of the sources. */
export const rulesByEvidence = (slot: Slot, choice: string, says: string): readonly Rule[] =>
  sources.map(({ when, told }) => ({
    slot,
    choice,
    when,
    says: `${told}: ${says}`,
    evidence: sourcesOfReason
  }));

/** The same concern for each of the sources, or for these. */
export const concernsByEvidence = (
  id: string,
  { slot, wants, says }: Pick<Concern, 'slot' | 'wants' | 'says'>,
  from = sources
): readonly Concern[] =>
  from.map(each => ({
    id: `${id}-${each.id}`,
    slot,
    hard: false,
    wants,
    when: each.when,
    says: `${each.told}: ${says}`,
    evidence: sourcesOfReason
  }));

/** Steps and their length. */
export const valuesByEvidence: readonly ValueRule[] = sources.flatMap(({ when }) =>
  (Object.keys(usualByEvidence) as (keyof typeof usualByEvidence)[]).map(key => ({
    key,
    value: usualByEvidence[key],
    when
  }))
);

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
  }),
  ...concernsByEvidence(
    'states',
    {
      slot: 'context',
      wants: ['control-profile'],
      says: 'the controls of a context show how far its switches are on before anything is done, in those as well that have no perturbed cell.'
    },
    sources.filter(({ scenario }) => scenario === 'unseen-context')
  )
];
