import type { CellToScore, InnerScores } from '../experiment/refinement/inner-scores';
import { sha256Hex } from '../sha256';
import type { Task } from '../task/task';

/** Scores of 20 conditions around `mean`, the same for the same mean. */
function scoresAround(mean: number): readonly number[] {
  return Array.from({ length: 20 }, (_, index) => mean + 0.01 * ((index % 5) - 2));
}

const meanOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;

/** A score with an interval of `half` on both sides. */
const score = (value: number, half = 0.02) => ({
  value: Number(value.toFixed(4)),
  ci: [Number((value - half).toFixed(4)), Number((value + half).toFixed(4))] as [number, number]
});

/** How a prepared kernel scores a model cell: by what stands in its source. */
export type InnerScript = (source: string) => { readonly mean: number; readonly alone: number };

/** A set network loses to its baseline; with a residual it gains; anything else is level. */
export const usualInner: InnerScript = source => {
  if (source.includes('self.join')) {
    return { mean: 0.4, alone: 0.3 };
  }
  return source.includes('basal + targets @ self.act')
    ? { mean: 0.6, alone: 0.62 }
    : { mean: 0.5, alone: 0.44 };
};

/** Inner scores as a kernel would give them: the best baseline is at 0.5, the ceiling at 0.9. */
export function exampleInner(
  task: Task,
  { source, earlier }: CellToScore,
  script: InnerScript = usualInner
): InnerScores {
  const { mean, alone } = script(source);
  const scores = scoresAround(mean);
  const gain = score(mean - 0.5);
  const component_gain = score(alone - 0.5);
  return {
    version: 1,
    task_hash: sha256Hex(JSON.stringify(task)),
    source_hash: sha256Hex(source),
    metric: task.primary,
    higher_is_better: true,
    fits: 3,
    parts: [
      {
        scenario: task.scenarios[0],
        part: 'all',
        conditions: scores.length,
        candidate: score(mean),
        component: score(alone),
        best_baseline: 'additive',
        baseline: score(0.5),
        gain,
        component_gain,
        ceiling: [0.7, 0.9],
        factor: 0.5,
        scores
      }
    ],
    overall: {
      conditions: scores.length,
      candidate: score(mean),
      gain,
      component_gain,
      room: score(0.9 - mean),
      against: earlier.map(({ candidate, parts }) => ({
        candidate,
        gain: score(mean - meanOf(parts.flat()))
      }))
    },
    failure: null,
    seconds: 9
  };
}
