import { z } from 'zod';

/** How the numbers of a matrix were judged, by the numbers themselves. */
export const ValueState = z.enum([
  'counts',
  'log',
  'scaled',
  'binary',
  'normalised',
  /** Centred log ratios of proteins: each cell sums to 0. */
  'clr',
  'unknown'
]);
export type ValueState = z.infer<typeof ValueState>;

export const Modality = z.enum(['rna', 'protein', 'atac']);
export type Modality = z.infer<typeof Modality>;

export const PerturbationType = z.enum([
  'knockout',
  'interference',
  'activation',
  'drug',
  'cytokine',
  'unknown'
]);
export type PerturbationType = z.infer<typeof PerturbationType>;

/** One thing the data was asked for, what was found, why, and what else it could be. */
export const Finding = z.strictObject({
  value: z.string().nullable(),
  reason: z.string(),
  /** false: the analyst is asked before anything runs. */
  confident: z.boolean(),
  candidates: z.array(z.strictObject({ value: z.string(), reason: z.string() })).readonly()
});
export type Finding = z.infer<typeof Finding>;

/** X, one layer or raw: what its numbers are, with the evidence. */
export const MatrixProfile = z.strictObject({
  /** "X", "raw", or a layer's name. */
  name: z.string(),
  value_state: ValueState,
  evidence: z.string(),
  storage: z.enum(['csr', 'csc', 'dense', 'other']),
  dtype: z.string(),
  filled: z.number().nullable(),
  minimum: z.number().nullable(),
  maximum: z.number().nullable()
});
export type MatrixProfile = z.infer<typeof MatrixProfile>;

export const ObsColumn = z.strictObject({
  name: z.string(),
  dtype: z.string(),
  n_unique: z.int(),
  n_missing: z.int(),
  examples: z.array(z.string()).readonly()
});
export type ObsColumn = z.infer<typeof ObsColumn>;

/** All cells that share target set x context x dose x time. */
export const Condition = z.strictObject({
  label: z.string(),
  targets: z.array(z.string()).readonly(),
  context: z.string().nullable(),
  dose: z.number().nullable(),
  time: z.number().nullable(),
  n_cells: z.int()
});
export type Condition = z.infer<typeof Condition>;

export const Warning = z.strictObject({
  /** Stable, such as "few-cells", "label-not-a-perturbation", "confounded-with-context". */
  code: z.string(),
  /** At most five words, shown bold. */
  title: z.string(),
  message: z.string()
});
export type Warning = z.infer<typeof Warning>;

export const Hardware = z.strictObject({
  device: z.enum(['cuda', 'mps', 'cpu', 'unknown']),
  name: z.string(),
  total_mb: z.number().nullable(),
  free_mb: z.number().nullable(),
  cores: z.int(),
  ram_mb: z.number().nullable()
});
export type Hardware = z.infer<typeof Hardware>;

/** A number measured on the data that a turn of the debate may cite by its id. */
export const Fact = z.strictObject({
  id: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  /** A short sentence with the number in it. */
  text: z.string()
});
export type Fact = z.infer<typeof Fact>;

/** What the kernel tells of one object, bounded in size and time. */
export const Profile = z.strictObject({
  version: z.literal(1),
  object: z.strictObject({
    name: z.string(),
    type: z.enum(['AnnData', 'MuData']),
    n_cells: z.int(),
    n_features: z.int(),
    backed: z.boolean(),
    view: z.boolean(),
    modalities: z
      .array(z.strictObject({ id: Modality, key: z.string(), n_features: z.int() }))
      .readonly()
  }),
  matrices: z.array(MatrixProfile).readonly(),
  obs_columns: z.array(ObsColumn).readonly(),
  n_obs_columns: z.int(),
  findings: z.strictObject({
    where: Finding,
    perturbation: Finding,
    control: Finding,
    separator: Finding,
    context: Finding,
    batch: Finding,
    dose: Finding,
    time: Finding,
    layer: Finding,
    perturbation_type: Finding
  }),
  /** Control first, then by falling n_cells; at most 500. */
  conditions: z.array(Condition).readonly(),
  n_conditions: z.int(),
  /** Targets measured alone and sets measured together, each once, whatever the context, dose and time. */
  n_single: z.int(),
  n_combination: z.int(),
  n_control_cells: z.int(),
  contexts: z
    .array(z.strictObject({ level: z.string(), n_cells: z.int(), n_control: z.int() }))
    .readonly(),
  excluded: z
    .array(z.strictObject({ label: z.string(), n_cells: z.int(), reason: z.string() }))
    .readonly(),
  facts: z.array(Fact).readonly(),
  warnings: z.array(Warning).readonly(),
  fingerprint: z.string(),
  hardware: Hardware,
  runtime: z.strictObject({ version: z.string().nullable() }),
  versions: z.record(z.string(), z.string()),
  seconds: z.number()
});
export type Profile = z.infer<typeof Profile>;
