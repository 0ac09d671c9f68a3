import { z } from 'zod';
import { KnowledgeResult } from '../knowledge/report';
import { Score } from '../task/assessment';
import { Modality } from '../task/profile';

export const VerdictId = z.enum([
  'too-few-conditions',
  'no-signal',
  'baseline-at-ceiling',
  'better-than-baselines',
  'no-better-than-baselines'
]);
export type VerdictId = z.infer<typeof VerdictId>;

const Interval = z.tuple([z.number(), z.number()]);

/** One metric in one scenario part: the model never stands without baselines, ceiling and n. */
export const MetricResult = z.strictObject({
  model: z.number().nullable(),
  ci: Interval.nullable(),
  /** The trained component alone, before shrinkage toward the best baseline; null where there is none. */
  component: z.number().nullable(),
  n: z.int(),
  baselines: z.record(z.string(), Score),
  paired: z.record(
    z.string(),
    z.strictObject({ difference: z.number().nullable(), ci: Interval.nullable() })
  ),
  ceiling: Interval.nullable(),
  /** Conditions behind the ceiling, where they are fewer than `n`: those whose halves can be scored. */
  ceiling_n: z.int().optional()
});
export type MetricResult = z.infer<typeof MetricResult>;

/** Genetic-interaction scores of a pair after Norman et al. (2019); null where undefined. */
const Interaction = z.strictObject({
  /** The pair's change is c1 x the first target's + c2 x the second's, by a Huber fit. */
  c1: z.number().nullable(),
  c2: z.number().nullable(),
  magnitude: z.number().nullable(),
  dominance: z.number().nullable(),
  model_fit: z.number().nullable(),
  equality: z.number().nullable(),
  similarity: z.number().nullable()
});

/** Means over some conditions of a part. */
const MeanScores = z.strictObject({
  n: z.int(),
  model: z.number().nullable(),
  baselines: z.record(z.string(), z.number().nullable())
});

/** Pairs that are no sums of their targets, scored apart from the others. */
export const InteractionResult = z.strictObject({
  /** Scored pairs both of whose targets were measured alone. */
  pairs: z.int(),
  /** Of them: departing from the sum by more than noise does. */
  beyond_noise: z.int(),
  /** Of these: departing by `least_share` of the pair's squared change or more. */
  non_additive: z.int(),
  least_share: z.number(),
  /** Metric id -> means over the non-additive ones; a pair that was scored in two ways counts twice in `n`. */
  scores: z.record(z.string(), MeanScores),
  /** The non-additive ones, largest share first; at most 40. */
  each: z
    .array(
      z.strictObject({
        label: z.string(),
        fold: z.int(),
        share: z.number().nullable(),
        q: z.number().nullable(),
        observed: Interaction,
        predicted: Interaction
      })
    )
    .readonly()
});
export type InteractionResult = z.infer<typeof InteractionResult>;

/** Held-out compounds whose known targets are all hit in training, scored apart from those that hit something new. */
export const SharedTargetResult = z.strictObject({
  /** The column of obs that tells what compounds hit. */
  column: z.string(),
  /** Held-out conditions of compounds with known targets. */
  conditions: z.int(),
  /** Of them: each known target is hit by some compound in training. */
  shared: z.int(),
  /** Metric id -> means over these, and over the others. */
  scores: z.record(z.string(), z.strictObject({ shared: MeanScores, new: MeanScores })),
  /** The compounds concerned, those with most conditions first; at most 40. */
  each: z
    .array(
      z.strictObject({
        compound: z.string(),
        fold: z.int(),
        conditions: z.int(),
        targets: z.array(z.string()).readonly(),
        /** Training compounds that hit some of the same; at most five. */
        also_hit_by: z.array(z.string()).readonly()
      })
    )
    .readonly()
});
export type SharedTargetResult = z.infer<typeof SharedTargetResult>;

/** Columns by the conventions of the package cell-eval, for comparison with papers; never the headline. */
export const CellEvalResult = z.strictObject({
  version: z.string(),
  note: z.string(),
  parts: z
    .array(
      z.strictObject({
        scenario: z.string(),
        part: z.string(),
        /** Perturbations, in each context. */
        n: z.int(),
        /** Column -> mean over perturbations of "model" and of some baselines by id. */
        columns: z.record(z.string(), z.record(z.string(), z.number().nullable()))
      })
    )
    .readonly()
});
export type CellEvalResult = z.infer<typeof CellEvalResult>;

/** One modality of a part, where the task has several: scored by itself, with a verdict of its own. */
export const ModalityScores = z.strictObject({
  verdict: VerdictId,
  sentence: z.string(),
  best_baseline: z.string().nullable(),
  metrics: z.record(z.string(), MetricResult),
  interactions: InteractionResult.optional(),
  shared_targets: SharedTargetResult.optional()
});
export type ModalityScores = z.infer<typeof ModalityScores>;

export const PartResult = z.strictObject({
  folds: z.int(),
  conditions: z.int(),
  verdict: VerdictId,
  /** One plain sentence with the numbers. */
  sentence: z.string(),
  best_baseline: z.string().nullable(),
  metrics: z.record(z.string(), MetricResult),
  held_out: z.array(z.array(z.string()).readonly()).readonly(),
  unscored: z.array(z.strictObject({ label: z.string(), reason: z.string() })).readonly(),
  /** Each modality of a task that has several; the fields above are the first's. */
  modalities: z.partialRecord(Modality, ModalityScores).optional(),
  /** Absent but for pairs of targets that were measured alone as well. */
  interactions: InteractionResult.optional(),
  /** Absent but for held-out compounds with known targets. */
  shared_targets: SharedTargetResult.optional()
});
export type PartResult = z.infer<typeof PartResult>;

/** What a metric is stands once, in the runtime's registry, and travels with each result. */
export const MetricInfo = z.strictObject({
  id: z.string(),
  label: z.string(),
  higher_is_better: z.boolean(),
  range: z.tuple([z.number().nullable(), z.number().nullable()]),
  chance: z.number().nullable(),
  shown: z.enum(['headline', 'table', 'last']),
  definition: z.string()
});
export type MetricInfo = z.infer<typeof MetricInfo>;

/** Predicted against observed change of one held-out condition; at most 300 features, largest observed first. */
export const ScatterCondition = z.strictObject({
  label: z.string(),
  scenario: z.string(),
  part: z.string(),
  features: z.array(z.string()).readonly(),
  observed: z.array(z.number()).readonly(),
  predicted: z.array(z.number()).readonly(),
  /** id ("model", baseline ids) -> primary metric of this condition. */
  scores: z.record(z.string(), z.number().nullable())
});
export type ScatterCondition = z.infer<typeof ScatterCondition>;

/** Measured and predicted change of one perturbation along its doses or times, for at most three features. */
export const CourseResult = z.strictObject({
  scenario: z.string(),
  axis: z.enum(['dose', 'time']),
  /** The perturbation, with its context, and its time (dose) where there is one. */
  label: z.string(),
  /** Of largest measured change at any rung. */
  features: z.array(z.string()).readonly(),
  /** Rising; a rung that two parts held out is there for each. */
  points: z
    .array(
      z.strictObject({
        value: z.number(),
        /** The part that held it out; null: it never was, and nothing predicted it. */
        held_out: z.string().nullable(),
        /** One a feature. */
        measured: z.array(z.number()).readonly(),
        predicted: z.array(z.number()).readonly().nullable(),
        /** By the best baseline of the part; absent in older results and where nothing was predicted. */
        baseline: z.array(z.number()).readonly().optional()
      })
    )
    .readonly()
});
export type CourseResult = z.infer<typeof CourseResult>;

export const CandidateResult = z.strictObject({
  id: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
  /** Mean over outer folds of the inner-fold primary metric. */
  inner: z.number().nullable(),
  chosen: z.boolean(),
  status: z.enum(['scored', 'failed', 'stopped'])
});

/** What the rule took inside one outer training set, on inner folds of it alone. */
export const FoldChoice = z.strictObject({
  scenario: z.string(),
  part: z.string(),
  fold: z.int(),
  /** A candidate's id, or "best-baseline". */
  taken: z.string(),
  why: z.string(),
  /** Of the inner scores. */
  metric: z.string(),
  baseline: z.string().nullable(),
  baseline_score: z.number().nullable(),
  /** Settings found for baselines that have some, in as many trials: scored as "ID-searched". */
  searched_baselines: z.record(z.string(), z.record(z.string(), z.number())),
  tried: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        /** "dropped": others were better before it saw every inner fold. */
        status: z.enum(['scored', 'dropped', 'failed', 'stopped']),
        inner_folds: z.int(),
        score: z.number().nullable(),
        settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
        why: z.string()
      })
    )
    .readonly()
});
export type FoldChoice = z.infer<typeof FoldChoice>;

/** What the evaluator found. Also the body of `application/vnd.cellforge.result.v1+json`. */
export const Result = z.strictObject({
  version: z.literal(1),
  run: z.string(),
  plan_name: z.string(),
  primary: z.string(),
  simulated: z.boolean(),
  metric_info: z.array(MetricInfo).readonly(),
  scenarios: z.record(z.string(), z.strictObject({ parts: z.record(z.string(), PartResult) })),
  scatter: z.array(ScatterCondition).readonly(),
  candidates: z.array(CandidateResult).readonly(),
  /** How often these outer conditions were scored. */
  looks: z.int(),
  notes: z.array(z.string()).readonly(),
  cost: z.strictObject({
    wall_s: z.number(),
    peak_rss_mb: z.number(),
    device: z.string()
  }),
  versions: z.record(z.string(), z.string()),
  /** What tables of prior knowledge were worth on these conditions; absent where the model was given none. */
  knowledge: KnowledgeResult.optional(),
  /** Where `run.evaluate(predictions, cell_eval=True)` asked for it. */
  cell_eval: CellEvalResult.optional(),
  /** Which candidate each fold took; absent where nothing was chosen inside the folds. */
  choices: z.array(FoldChoice).readonly().optional(),
  /** Largest measured changes first, at most 60; absent where neither doses nor times were held out. */
  courses: z.array(CourseResult).readonly().optional(),
  /** What the modalities beside the first have of their own: metrics in their words, their conditions and candidates. */
  modalities: z
    .partialRecord(
      Modality,
      z.strictObject({
        metric_info: z.array(MetricInfo).readonly(),
        scatter: z.array(ScatterCondition).readonly(),
        candidates: z.array(CandidateResult).readonly(),
        courses: z.array(CourseResult).readonly().optional()
      })
    )
    .optional()
});
export type Result = z.infer<typeof Result>;

/** What a fit does now: `number` of `of` such steps, counted from 1. */
export const FitStep = z.strictObject({
  name: z.enum(['starting', 'baseline', 'knowledge', 'inner-fold', 'whole']),
  number: z.int(),
  of: z.int()
});
export type FitStep = z.infer<typeof FitStep>;

/** The body of `status.json` in the run folder and of `application/vnd.cellforge.progress.v1+json`. */
export const Progress = z.strictObject({
  version: z.literal(1),
  run: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  /** "training", "evaluating", "refitting". */
  phase: z.string(),
  scenario: z.string(),
  /** Counted from 1; 0 before the first. */
  fold: z.int(),
  folds: z.int(),
  seed: z.int(),
  /** Null where the model does not tell; absent in what earlier releases wrote. */
  step: FitStep.nullable().optional(),
  /** Of the step; both 0 where it has none. */
  epoch: z.int(),
  epochs: z.int(),
  loss: z.number().nullable(),
  validation_loss: z.number().nullable(),
  /** At most 200 points of the current fit: [epoch, loss, validation loss]. */
  curve: z.array(z.tuple([z.number(), z.number().nullable(), z.number().nullable()])).readonly(),
  /** Share of all fits done, 0 to 1. */
  share: z.number(),
  seconds: z.number(),
  seconds_left: z.number().nullable(),
  device: z.string(),
  message: z.string(),
  traceback: z.array(z.string()).readonly(),
  updated: z.string()
});
export type Progress = z.infer<typeof Progress>;
