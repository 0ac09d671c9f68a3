import { exampleInner } from '../../testing/example-inner';
import { exampleSituations, exampleTask } from '../../design/testing/situations';
import { choose, gainOver } from './choose';
import type { Scored } from './choose';

const task = exampleTask(exampleSituations.papalexi);

/** Candidates of these means and sizes, each compared with those before it. */
function candidates(
  ...given: readonly (readonly [mean: number | null, size: number])[]
): readonly Scored[] {
  const made: Scored[] = [];
  for (const [mean, parameters] of given) {
    const earlier = made.flatMap(({ n, inner }) =>
      inner === null ? [] : [{ candidate: n, parts: inner.parts.map(({ scores }) => scores) }]
    );
    const cell = { source: 'x', training: {}, knowledge: null, earlier };
    const inner = mean === null ? null : exampleInner(task, cell, () => ({ mean, alone: mean }));
    made.push({ n: made.length + 1, parameters, inner });
  }
  return made;
}

describe('the choice among candidates', () => {
  it.each([
    [
      'the clearly better one, whatever its size',
      [
        [0.5, 10],
        [0.6, 1000]
      ],
      2
    ],
    [
      'the smaller one of two that noise does not tell apart',
      [
        [0.5, 1000],
        [0.505, 10]
      ],
      2
    ],
    [
      'the smaller one even where its mean is a little lower',
      [
        [0.505, 1000],
        [0.5, 10]
      ],
      2
    ],
    [
      'the earlier one of equal size',
      [
        [0.5, 10],
        [0.505, 10]
      ],
      1
    ],
    [
      'the best of three, not the smallest',
      [
        [0.5, 1],
        [0.6, 100],
        [0.61, 1000]
      ],
      2
    ],
    [
      'one with scores before one without',
      [
        [null, 1],
        [0.1, 1000]
      ],
      2
    ]
  ] as const)('is %s', (_what, given, chosen) => {
    expect(choose(candidates(...given))?.n).toBe(chosen);
  });

  it('is not the smaller one where its network alone is worse, though both fall back on the baseline', () => {
    const alone = (scored: Scored, value: number): Scored => ({
      ...scored,
      inner: {
        ...scored.inner!,
        overall: {
          ...scored.inner!.overall!,
          component_gain: { value, ci: [value - 0.05, value + 0.05] }
        }
      }
    });
    const [first, second] = candidates([0.5, 1000], [0.5, 10]);
    expect(choose([alone(first, -0.04), alone(second, -0.26)])?.n).toBe(1);
    expect(choose([alone(first, -0.04), alone(second, -0.06)])?.n).toBe(2);
  });

  it('is none where nothing was scored', () => {
    expect(choose(candidates([null, 1]))).toBeNull();
  });

  it('turns a difference round for the earlier of two', () => {
    const [first, second] = candidates([0.5, 1], [0.6, 1]);
    expect(gainOver(second, first)).toEqual({ value: 0.1, ci: [0.08, 0.12] });
    expect(gainOver(first, second)).toEqual({ value: -0.1, ci: [-0.12, -0.08] });
  });

  it('takes the least error where lower is better', () => {
    const scored = candidates([0.5, 1], [0.6, 1]).map(each => ({
      ...each,
      inner: each.inner === null ? null : { ...each.inner, higher_is_better: false }
    }));
    // gains are positive where a candidate is better, so they turn too
    const [first, second] = scored;
    const overall = second.inner!.overall!;
    const against = [
      { candidate: 1, gain: { value: -0.1, ci: [-0.12, -0.08] as [number, number] } }
    ];
    const turned = { ...second, inner: { ...second.inner!, overall: { ...overall, against } } };
    expect(choose([first, turned])?.n).toBe(1);
  });
});
