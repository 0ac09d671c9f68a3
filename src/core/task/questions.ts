import { z } from 'zod';

/** What an analyst agent may have measured besides the profile: a fixed list, answered with counts and summaries alone. */
export const QuestionId = z.enum([
  'condition-sizes',
  'depth-ratio',
  'filled-share',
  'targets-measured',
  'change-spread',
  'level-sizes',
  'levels-with-controls',
  'conditions-in-one-level'
]);
export type QuestionId = z.infer<typeof QuestionId>;

/** What each tells, in the words an agent is given. */
export const questionTexts: Readonly<Record<QuestionId, string>> = {
  'condition-sizes': 'cells per condition: tenth, half, nine tenths',
  'depth-ratio': 'summed expression of perturbed over control cells',
  'filled-share': 'share of values above 0',
  'targets-measured': 'share of perturbed targets that are measured features',
  'change-spread': 'how much more the strong conditions change than the weak ones',
  'level-sizes': 'levels of a column of obs and their sizes',
  'levels-with-controls': 'share of the levels of a column of obs that hold control cells',
  'conditions-in-one-level': 'share of conditions that lie in one level of a column of obs alone'
};

/** One question; `column` is a column of obs for the last three and empty for the others. */
export const Asked = z.strictObject({ question: QuestionId, column: z.string() });
export type Asked = z.infer<typeof Asked>;

/** Questions an agent may put at most; each reads the data once. */
export const mostQuestions = 4;
