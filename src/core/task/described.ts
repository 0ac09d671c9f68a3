import { z } from 'zod';
import { Profile } from './profile';
import { Problem, SettingKey, Task, settingKeys } from './task';

/** One AnnData or MuData found in the user's namespace: cheap, metadata only. */
export const FoundObject = z.strictObject({
  name: z.string(),
  type: z.enum(['AnnData', 'MuData']),
  n_cells: z.int(),
  n_features: z.int()
});
export type FoundObject = z.infer<typeof FoundObject>;

/** A setting the data does not decide: asked, never guessed. */
export const Question = z.strictObject({
  key: z.enum(settingKeys) as z.ZodType<SettingKey>,
  message: z.string(),
  options: z.array(z.string()).readonly()
});
export type Question = z.infer<typeof Question>;

/** The kernel's whole answer to "what is this and what can be predicted": `task` is null while a problem stands. */
export const Described = z.strictObject({
  profile: Profile.nullable(),
  task: Task.nullable(),
  questions: z.array(Question).readonly(),
  problem: Problem.nullable()
});
export type Described = z.infer<typeof Described>;
