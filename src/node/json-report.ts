import type { CellName, Described, Result, RunView } from '../core';

/** What the six cells of a plan are called, without the note and the loading of data. */
const planCells: readonly CellName[] = [
  'setup',
  'data',
  'model',
  'training',
  'evaluation',
  'prediction'
];

/** The object that `--json` writes after a run: fields as the design names them. */
export function jsonReport(view: RunView, wallSeconds: number): Readonly<Record<string, unknown>> {
  const { result } = view;
  return {
    ...asked(view),
    ...(view.ablation.length === 0 ? {} : { without: view.ablation }),
    profile: view.profile,
    task: view.task,
    evidence: view.evidence.map(({ id, title, identifier, source }) => ({
      id,
      title,
      identifier,
      source
    })),
    plan: view.plan === null ? null : planReport(view.plan),
    ...(view.candidates.length === 0 && view.refinement === null
      ? {}
      : { candidates: candidatesReport(view) }),
    ...(view.knowledge === null ? {} : { knowledge: knowledgeReport(view) }),
    consensus: view.consensus,
    verdict: result === null ? {} : verdicts(result),
    scenarios: result === null ? {} : scenarios(result),
    notes: result?.notes ?? [],
    ...(result?.choices === undefined ? {} : { choices: result.choices }),
    cost: {
      prompt_tokens: view.spent.prompt_tokens,
      completion_tokens: view.spent.completion_tokens,
      // the built-in experts and a replay ask no model
      ...(view.spent.calls === 0 ? {} : { calls: modelCalls(view.spent) }),
      wall_s: wallSeconds,
      peak_rss_mb: result?.cost.peak_rss_mb ?? null,
      device: result?.cost.device ?? view.profile?.hardware.device ?? null
    },
    cells: view.cells.filter(cell => planCells.includes(cell.name)).length,
    versions: { ...view.profile?.versions, ...result?.versions, cellforge: view.pipeline }
  };
}

/** Tables of prior knowledge: what was read, and what they were worth inside and outside. */
function knowledgeReport({ knowledge, result }: RunView) {
  return knowledge === null
    ? null
    : {
        note: knowledge.note,
        tables: knowledge.tables,
        inner: knowledge.inner,
        helps: knowledge.helps,
        outer: result?.knowledge?.outer ?? null,
        relied: result?.knowledge?.relied ?? null
      };
}

/** What the language models took beside the tokens that the endpoint told. */
function modelCalls({
  calls,
  requests,
  cached_tokens,
  untold_tokens,
  models,
  fallbacks
}: RunView['spent']) {
  return { turns: calls, requests, cached_tokens, untold_tokens, models, fallbacks };
}

/** The object that `--json` writes after `--dry-run`; a problem leaves what was found before it. */
export function dryReport(
  view: Pick<RunView, 'run' | 'pipeline' | 'experts' | 'constraints'>,
  { profile, task, questions, problem }: Described
): Readonly<Record<string, unknown>> {
  return { ...asked(view), profile, task, questions, problem };
}

function asked({
  run,
  pipeline,
  experts,
  constraints
}: Pick<RunView, 'run' | 'pipeline' | 'experts' | 'constraints'>) {
  return {
    run,
    pipeline,
    experts,
    constraints: constraints.map(({ key, value, understood }) => ({ key, value, understood }))
  };
}

function planReport({ name, choices, dissent }: NonNullable<RunView['plan']>) {
  return {
    name,
    choices: choices.map(({ slot, choice, reason, evidence, turns }) => ({
      slot,
      choice,
      reason,
      evidence,
      turns
    })),
    dissent
  };
}

/** The tree of candidates; scores a condition stay in the record. */
function candidatesReport({ candidates, refinement }: RunView) {
  return {
    chosen: refinement?.chosen ?? null,
    stopped: refinement?.stopped ?? null,
    why_chosen: refinement?.why_chosen ?? '',
    why_stopped: refinement?.why_stopped ?? '',
    tree: candidates.map(({ n, parent, plan, changed, parameters, refused, inner }) => ({
      n,
      parent,
      name: plan.name,
      choices: Object.fromEntries(plan.choices.map(({ slot, choice }) => [slot, choice])),
      changed,
      parameters,
      refused,
      inner: inner === null ? null : withoutScores(inner)
    }))
  };
}

function withoutScores({ parts, ...inner }: NonNullable<RunView['candidates'][number]['inner']>) {
  return { ...inner, parts: parts.map(({ scores: _scores, ...part }) => part) };
}

function verdicts({
  scenarios: all,
  modalities: others = {}
}: Result): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([scenario, { parts }]) =>
      Object.entries(parts).flatMap(([part, { verdict, modalities }]) => [
        [`${scenario}/${part}`, verdict],
        // the first modality's is the part's
        ...Object.entries(modalities ?? {})
          .filter(([modality]) => modality in others)
          .map(([modality, own]) => [`${scenario}/${part}/${modality}`, own.verdict])
      ])
    )
  );
}

function scenarios({ scenarios: all }: Result) {
  return Object.fromEntries(
    Object.entries(all).map(([scenario, { parts }]) => [
      scenario,
      {
        parts: Object.fromEntries(
          Object.entries(parts).map(
            ([part, { verdict: _v, sentence: _s, best_baseline: _b, unscored: _u, ...told }]) => [
              part,
              told
            ]
          )
        )
      }
    ])
  );
}
