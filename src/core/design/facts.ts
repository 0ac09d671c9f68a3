import type { Assessment } from '../task/assessment';
import type { Fact, Profile } from '../task/profile';

/** Ids of the measured numbers that the built-in experts argue from. */
export const factIds = [
  'cells-per-condition',
  'pairs',
  'pairs-both-seen',
  'conditions',
  'perturbations',
  'contexts',
  'doses',
  'times',
  'times-without-controls',
  'transient-share',
  'features',
  'control-cells',
  'effect-size',
  'top3-share',
  'silent-share',
  'additive-agreement',
  'on-target-change',
  'context-similarity',
  'half-agreement',
  'best-baseline-score',
  'ceiling-room',
  'knowledge-table',
  'knowledge-helps',
  'regulators',
  'filled',
  'depth-ratio',
  'compound-structures',
  'structure-twins',
  'proteins',
  'background-share',
  'protein-noise-range',
  'rna-protein-agreement'
] as const;
export type FactId = (typeof factIds)[number];

/**
 * The numbers the debate may cite: what profile and assessment measured, and counts that the profile's structure gives
 * where it has no fact of that name, with what is known of tables of prior knowledge. A number nobody measured is
 * absent, never guessed.
 */
export function situationFacts(
  profile: Profile,
  assessment: Assessment | null,
  knowledge: readonly Fact[] = []
): readonly Fact[] {
  const facts = new Map<string, Fact>();
  const measured = [...profile.facts, ...(assessment?.facts ?? [])];
  for (const fact of [...countedFacts(profile), ...knowledge, ...measured]) {
    if (fact.value !== null || !facts.has(fact.id)) {
      facts.set(fact.id, fact);
    }
  }
  return [...facts.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function countedFacts(profile: Profile): readonly Fact[] {
  const fact = (id: FactId, value: number, unit: string, text: string): Fact => ({
    id,
    value,
    unit,
    text
  });
  const { n_features } = profile.object;
  const contexts = Math.max(profile.contexts.length, 1);
  const pairs = profile.n_combination;
  return [
    fact('features', n_features, 'features', `${n_features} features.`),
    fact(
      'contexts',
      contexts,
      'contexts',
      `${contexts} ${contexts === 1 ? 'context' : 'contexts'}.`
    ),
    fact('pairs', pairs, 'conditions', `${pairs} conditions combine targets.`),
    fact(
      'control-cells',
      profile.n_control_cells,
      'cells',
      `${profile.n_control_cells} control cells.`
    ),
    ...conditionFacts(profile)
  ];
}

/** Counts over the listed conditions; the profile lists at most 500, so with more of them these are left to the kernel. */
function conditionFacts(profile: Profile): readonly Fact[] {
  const perturbed = profile.conditions.filter(condition => condition.targets.length > 0);
  if (perturbed.length === 0 || profile.n_conditions > profile.conditions.length) {
    return [];
  }
  const levels = (name: 'dose' | 'time') =>
    new Set(perturbed.map(condition => condition[name]).filter(value => value !== null)).size;
  const targets = new Set(perturbed.flatMap(condition => condition.targets));
  const alone = new Set(
    perturbed
      .filter(condition => condition.targets.length === 1)
      .map(condition => condition.targets[0])
  );
  const bothSeen = new Set(
    perturbed
      .filter(({ targets: own }) => own.length > 1 && own.every(target => alone.has(target)))
      .map(condition => [...condition.targets].sort().join('\n'))
  ).size;
  const cells = median(perturbed.map(condition => condition.n_cells));
  const n = perturbed.length;
  const [doses, times] = [levels('dose'), levels('time')];
  return [
    ...(doses === 0
      ? []
      : [{ id: 'doses', value: doses, unit: 'doses', text: `${doses} different doses.` }]),
    ...(times === 0
      ? []
      : [{ id: 'times', value: times, unit: 'times', text: `${times} different times.` }]),
    { id: 'conditions', value: n, unit: 'conditions', text: `${n} conditions.` },
    { id: 'perturbations', value: targets.size, unit: 'targets', text: `${targets.size} targets.` },
    {
      id: 'pairs-both-seen',
      value: bothSeen,
      unit: 'pairs',
      text: `${bothSeen} pairs have both targets measured alone.`
    },
    {
      id: 'cells-per-condition',
      value: cells,
      unit: 'cells',
      text: `${cells} cells in the median condition.`
    }
  ];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
