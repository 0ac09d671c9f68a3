import { settingKeys } from '../core';

/** What `design --help` prints: each option with what it takes. */
export const designHelp = `npm run --silent design -- DATA [OPTION ...]

Designs, trains and scores a model of how the cells in DATA respond to perturbations.
DATA is .h5ad, .h5mu or .zarr. Paths are relative to where the command is called.

  --out NOTEBOOK.ipynb    the executed notebook (default: DATA-designed.ipynb, here)
  --resume RUN            go on with a design that was cut off: its notebook, or NOTEBOOK-cellforge/RUN.
                          What was decided and trained is kept; DATA is only needed where it has moved
  --take-over             with --resume: also where a window of JupyterLab or another command is at work on
                          the run, which then writes no more of it
  --json FILE             profile, task, plan, scores and verdicts as JSON
  --dry-run               stop after the task: say what was found and what would be held out or sent
  --set KEY=VALUE         decide what the data does not; may be repeated. KEY is one of
                          ${wrapped(settingKeys)}
                          where takes COLUMN:VALUE, such as where=study:one
                          scenario is unseen-perturbation, unseen-combination, unseen-context,
                          unseen-dose or time
  --constraint KEY=VALUE  parameters, minutes or memory_mb (greatest); primary=METRIC;
                          require=SLOT:OPTION or forbid=SLOT:OPTION; words=TEXT; may be repeated
  --knowledge FILE        a table of prior knowledge (docs/knowledge.md); may be repeated; used where
                          inner folds bear it out, and scored beside shuffled copies: it may know the answer
  --annotate              let a language model (--experts llm) propose such a table for unseen targets; what
                          passes the check counts as approved
  --objective TEXT        the question in words
  --experts WHO           built-in (default), replay:NOTEBOOK, or llm: language models at the endpoint that
                          OPENAI_BASE_URL, OPENAI_API_KEY and CELLFORGE_MODEL name
  --without LIST          what to leave out, to see what it is worth: one-expert, no-literature, no-critic,
                          no-peer-review; several with commas
  --mask-names            mask the names of donors, samples and batches in what is sent to language models
  --literature WHAT       bundled (default); live: language models also search PubMed, Europe PMC, OpenAlex,
                          Crossref, Semantic Scholar and bioRxiv; none
  --contact ADDRESS       whom those services may write to (default: CELLFORGE_LITERATURE_CONTACT)
  --coder                 let a language model write the model cell even where standard options would do
  --approve-code RULE     which code of a language model may be tried and run: none; usual (default): what
                          keeps the policy and imports only what standard cells do; policy: any it lists
  --seed N                of folds and training (default 42)
  --rounds MAX            of debate, 1 to 20 (default 20; llm 4)
  --refine N              new candidates at most, 0 to 10, that scores on inner folds lead to; the best one
                          is the plan that is run (default 0: none is scored; llm 2)
  --search N              choose among N candidates, 2 to 50, afresh inside each training set: the plan,
                          others that --refine scored, and further settings of its model (those need Optuna);
                          takes about 2 N fits a fold where 1 is taken else (default 0: no search)
  --export LIST           write the predictions for other packages, in exports/ in the folder of the run:
                          cell-eval, scverse; both with a comma
  --budget-minutes N      stop the whole run after N minutes, keeping what was finished
  --budget-tokens N       the most tokens that language models may take: checked before each call, and the
                          run stops before one that could pass it

Progress goes to stderr. Exit 0 done, 1 a fault of ours, 2 unusable arguments or data, 3 stopped by a
budget, 130 stopped by Ctrl-C.`;

/** What `verify --help` prints. */
export const verifyHelp = `npm run --silent verify -- NOTEBOOK.ipynb [OPTION ...]

Checks the record in a notebook: its hashes, the debate held again, the sources of its cells, and the
cells run again in a fresh kernel.

  --quick      do not run the cells again
  --data DATA  where the data is, when it has moved
  --json FILE  the checks as JSON

Exit 0 nothing disagrees, 4 one line on stdout for each disagreement, 2 no usable record, or data or packages
of the cells missing here.`;

/** What `ablation --help` prints. */
export const ablationHelp = `npm run --silent ablation -- DATA [OPTION ...]

Designs, trains and scores a model of DATA once in full and once with each part of the debate left out,
on the same held-out conditions, and prints what the debate was worth, with paired intervals.

  --without LIST          the parts to leave out, one run each (default: all four): one-expert,
                          no-literature, no-critic, no-peer-review; several with commas
  --experts WHO           built-in (default) or llm; llm adds a run of the built-in experts
  --out FOLDER            a notebook a run, with its record (default: DATA-ablation, here). A second call
                          with the same options takes finished runs from there, and goes on with others
  --json FILE             the table as JSON
  --budget-minutes N      for all runs together: what is not done by then is left as it is
  --budget-tokens N       for all runs in the folder together
  --set, --constraint, --objective, --seed, --rounds, --mask-names   as for design

The table goes to stdout, progress to stderr. A run that fails or is stopped by a budget is a line of the
table. Exit 0 done, 3 a budget stopped a run, 1 or 2 a run failed, 2 unusable arguments or data,
130 stopped by Ctrl-C.`;

function wrapped(words: readonly string[]): string {
  const half = Math.ceil(words.length / 2);
  const [first, second] = [words.slice(0, half), words.slice(half)];
  return `${first.join(', ')},\n${' '.repeat(26)}${second.join(', ')}`;
}
