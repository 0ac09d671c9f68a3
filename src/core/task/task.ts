import { z } from 'zod';
import { Modality, PerturbationType, ValueState } from './profile';

export const ScenarioId = z.enum([
  'unseen-perturbation',
  'unseen-combination',
  'unseen-context',
  'unseen-dose',
  'time'
]);
export type ScenarioId = z.infer<typeof ScenarioId>;

/** Keys an analyst may set, in the panel or by `--set KEY=VALUE`; values are text as typed. */
export const settingKeys = [
  'where',
  'perturbation',
  'control',
  'separator',
  'context',
  'batch',
  'dose',
  'time',
  'layer',
  'modality',
  'perturbation_type',
  'scenario',
  'folds',
  'seeds',
  'primary'
] as const;
export type SettingKey = (typeof settingKeys)[number];
export const Settings = z.partialRecord(z.enum(settingKeys), z.string());
export type Settings = z.infer<typeof Settings>;

/** What holding out a scenario means here, before anything runs. */
export const HeldOut = z.strictObject({
  scenario: ScenarioId,
  available: z.boolean(),
  chosen: z.boolean(),
  /** Why not, in words, when it is not available; else what is held out. */
  reason: z.string(),
  folds: z.int(),
  parts: z
    .array(
      z.strictObject({
        part: z.string(),
        conditions: z.int(),
        cells: z.int()
      })
    )
    .readonly(),
  unscored: z.array(z.strictObject({ label: z.string(), reason: z.string() })).readonly()
});
export type HeldOut = z.infer<typeof HeldOut>;

/** One modality, or two that are scored side by side; the first is judged first. */
export const TaskModality = z.enum([...Modality.options, 'rna,protein', 'protein,rna']);
export type TaskModality = z.infer<typeof TaskModality>;

/** Each modality of a task, in its order. */
export function modalitiesOf({
  modality
}: {
  readonly modality: TaskModality;
}): readonly Modality[] {
  return modality.split(',').map(one => Modality.parse(one));
}

const Quantity = z
  .strictObject({ from: z.enum(['column', 'label']), column: z.string() })
  .nullable();

/** What is to be predicted and how it is scored. Frozen by hash before model code exists. */
export const Task = z.strictObject({
  version: z.literal(1),
  where: z.string().nullable(),
  perturbation: z.string(),
  control: z.string(),
  separator: z.string().nullable(),
  context: z.string().nullable(),
  batch: z.string().nullable(),
  dose: Quantity,
  time: Quantity,
  layer: z.string(),
  value_state: ValueState,
  modality: TaskModality,
  perturbation_type: PerturbationType,
  scenarios_available: z.array(ScenarioId).readonly(),
  scenarios: z.array(ScenarioId).readonly(),
  held_out: z.array(HeldOut).readonly(),
  excluded_labels: z.array(z.string()).readonly(),
  folds: z.int().min(2),
  inner_folds: z.int().min(2),
  seeds: z.array(z.int()).min(1).readonly(),
  primary: z.string(),
  min_cells: z.int(),
  fingerprint: z.string()
});
export type Task = z.infer<typeof Task>;

/** Something that stands in the way, told the same way everywhere (HTTP, log, stderr, panel). */
export const Problem = z.strictObject({
  code: z.string(),
  message: z.string(),
  expected: z.string(),
  found: z.string(),
  remedy: z.string()
});
export type Problem = z.infer<typeof Problem>;
