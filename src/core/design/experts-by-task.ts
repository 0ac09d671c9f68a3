import { z } from 'zod';
import type { Fact, Profile } from '../task/profile';
import type { Task } from '../task/task';
import { countOfRegulators } from './regulators';
import { ExpertId, expertIds } from './turns';

/** Who debates in a run, as its log keeps it, and by which rules; a log without it knows the four experts alone. */
export const Panel = z.strictObject({
  /** 3: a soft concern is answered by a stand that names it; before, by one that cites as many ids. */
  rules: z.union([z.literal(2), z.literal(3)]),
  experts: z
    .array(
      z.strictObject({
        expert: ExpertId,
        /** What in the task brought the expert in; empty for those who always take part. */
        why: z.string()
      })
    )
    .readonly()
});
export type Panel = z.infer<typeof Panel>;

/** Whether stands name the concerns that they answer. */
export const namesConcerns = (panel: Panel | null): boolean => panel?.rules === 3;

type Known = { readonly task: Task; readonly profile: Profile };

/** One expert that not every task needs. */
interface Joining {
  readonly expert: ExpertId;
  /** Why this task needs it, or null. */
  readonly why: (known: Known) => string | null;
  /** Numbers it argues from that nobody else needs. */
  readonly facts: (known: Known) => readonly Fact[];
}

/** From so many on the targets are taken for a network of regulators. */
const fewestRegulators = 3;
const genetic: readonly Task['perturbation_type'][] = ['knockout', 'interference', 'activation'];
const tuned: readonly Task['perturbation_type'][] = ['activation', 'interference'];

/** Doses and times are counted for everybody. */
const nothing = (): readonly Fact[] => [];

const joining: readonly Joining[] = [
  {
    expert: 'chemistry',
    why({ task }) {
      const hasDose = task.dose !== null && !genetic.includes(task.perturbation_type);
      return task.perturbation_type === 'drug'
        ? `the perturbations are drugs${hasDose ? ', with doses' : ''}`
        : hasDose
          ? 'doses are given'
          : null;
    },
    facts: nothing
  },
  {
    expert: 'dynamics',
    why({ task, profile }) {
      const times = task.time === null ? 0 : countOfTimes(profile);
      return times < 2 ? null : `${times} times are measured`;
    },
    facts: nothing
  },
  {
    expert: 'regulation',
    why({ task, profile }) {
      const n = regulatorsIn(profile);
      return task.modality === 'atac'
        ? 'chromatin is measured'
        : tuned.includes(task.perturbation_type) && n >= fewestRegulators
          ? `${n} of the targets are regulators by their names`
          : null;
    },
    facts({ profile }) {
      const n = regulatorsIn(profile);
      const text = `${n} targets are regulators of transcription by their gene family's name.`;
      return n === 0 ? [] : [{ id: 'regulators', value: n, unit: 'targets', text }];
    }
  }
];

/** The four experts, and those whom the task brings in, with the reason. */
export function expertsByTask(known: Known): Panel['experts'] {
  return [
    ...expertIds.map(expert => ({ expert, why: '' })),
    ...joining.flatMap(({ expert, why }) => {
      const reason = why(known);
      return reason === null ? [] : [{ expert, why: reason }];
    })
  ];
}

/** Numbers for the experts that the task brought in. */
export function joiningFacts(experts: readonly ExpertId[], known: Known): readonly Fact[] {
  return joining
    .filter(({ expert }) => experts.includes(expert))
    .flatMap(each => each.facts(known));
}

/** Different times among the listed conditions, controls apart. */
function countOfTimes({ conditions }: Profile): number {
  const told = conditions.filter(({ targets }) => targets.length > 0).map(({ time }) => time);
  return new Set(told.filter(value => value !== null)).size;
}

const regulatorsIn = ({ conditions }: Profile): number =>
  countOfRegulators(conditions.flatMap(({ targets }) => targets));
