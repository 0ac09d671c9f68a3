import type { CourseResult } from '../../core/experiment/result';
import { Result } from '../../core/experiment/result';
import { exampleResult } from './example-result';

const doses = [0.1, 0.3, 1, 3, 10];

const course = (label: string, size: number): CourseResult => ({
  scenario: 'unseen-dose',
  axis: 'dose',
  label,
  features: ['HMGCR', 'LDLR', 'INSIG1'],
  points: doses.map((value, index) => {
    const part = index === 0 ? null : index === doses.length - 1 ? 'highest' : 'interior';
    const at = (scale: number): number => Number(((size * scale * value) / (value + 1)).toFixed(3));
    return {
      value,
      held_out: part,
      measured: [at(1), at(-0.7), at(0.5)],
      predicted: part === null ? null : [at(0.85), at(-0.8), at(0.45)],
      ...(part === null ? {} : { baseline: [at(0.6), at(-0.45), at(0.3)] })
    };
  })
});

/** The example with doses of two drugs. */
export const withCourses: Result = Result.parse({
  ...exampleResult,
  courses: [course('lovastatin', 1.6), course('simvastatin', 0.8)]
});
