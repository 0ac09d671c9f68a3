import { situationFacts } from '../design/facts';
import type { Assessment } from '../task/assessment';
import type { Fact, Profile } from '../task/profile';

/** What a debate was told of its data. */
export interface Measured {
  readonly profile: Profile;
  /** Null: compared before baselines are scored. */
  readonly assessment: Assessment | null;
}

/** Floating point on another machine may differ by less. */
const tolerance = 1e-4;

/** A sentence for each measured fact and baseline's score that differs from what was recorded; none where all agree. */
export function differencesOf(recorded: Measured, now: Measured): readonly string[] {
  const before = new Map(told(recorded).map(fact => [fact.id, fact]));
  const after = new Map(told(now).map(fact => [fact.id, fact]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(id => {
    const [was, is] = [before.get(id), after.get(id)];
    return was !== undefined && is !== undefined && isSame(was, is)
      ? []
      : [`${id}: recorded ${shown(was)}, now ${shown(is)}`];
  });
}

type Told = Pick<Fact, 'id' | 'value' | 'text'>;

function told({ profile, assessment }: Measured): readonly Told[] {
  const size = { id: 'cells', value: profile.object.n_cells, text: '' };
  return [size, ...situationFacts(profile, assessment), ...scores(assessment)];
}

function scores(assessment: Assessment | null): readonly Told[] {
  return (assessment?.parts ?? []).flatMap(part => {
    const where = `${part.scenario}/${part.part}`;
    const of = Object.entries(part.baselines).flatMap(([metric, baselines]) =>
      Object.entries(baselines).map(([baseline, score]) => ({
        id: `${metric} of ${baseline} on ${where}`,
        value: score.value,
        text: 'not scored'
      }))
    );
    const best = { id: `best baseline on ${where}`, value: null, text: part.best_baseline };
    return [...of, best, { id: `decision on ${where}`, value: null, text: part.decision }];
  });
}

function isSame(a: Told, b: Told): boolean {
  return a.value === null || b.value === null
    ? a.value === b.value && a.text === b.text
    : Math.abs(a.value - b.value) <=
        tolerance * Math.max(Math.abs(a.value), Math.abs(b.value), tolerance);
}

const shown = (fact: Told | undefined): string =>
  fact === undefined
    ? 'nothing'
    : fact.value === null
      ? fact.text
      : String(Number(fact.value.toPrecision(5)));
