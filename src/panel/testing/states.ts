import { Evidence, Plan, Turn, expertIds, nothingSpent } from '../../core';
import { refined } from './refined';
import type { Phase, PlannedCell, RunView } from '../../core';
import noAgreement from '../../../tests/fixtures/debates/no-agreement.json';
import comments from '../../../tests/fixtures/debates/comments.json';
import norman from '../../../tests/fixtures/debates/norman.json';
import type { CellState, PanelState } from '../model';
import { noApprovals } from '../model-approvals';
import { noLlm } from '../model-llm';
import { llmStates } from './llm-states';
import { longStates } from './long-states';
import { asked, assessment, described, noSignal, profile, task } from './data';
import {
  exampleBaselineWins as baselineWins,
  exampleProgress as progress,
  exampleResult as result,
  exampleWithProtein as withProtein
} from '../../view/testing/example-result';
import { withCourses } from '../../view/testing/with-courses';
import { withShared } from '../../view/testing/with-shared-targets';

/** Every state of the panel, for tests and for `npm run panel-states`. */

interface Debate {
  readonly turns: readonly Turn[];
  readonly evidence: readonly Evidence[];
  readonly plan: Plan;
  readonly consensus: RunView['consensus'];
}

function debate(json: typeof norman): Debate {
  return {
    turns: json.turns.map(turn => Turn.parse(turn)),
    evidence: json.evidence.map(record => Evidence.parse(record)),
    plan: Plan.parse(json.plan),
    consensus: json.consensus
  };
}

/** The debate up to some way into a round. */
export function upTo(whole: Debate, round: number, turns: number): Debate {
  const before = whole.turns.filter(turn => turn.round < round);
  const within = whole.turns.filter(turn => turn.round === round).slice(0, turns);
  return {
    ...whole,
    turns: [...before, ...within],
    consensus: {
      agreed: false,
      rounds: round - 1,
      scores: whole.consensus.scores.slice(0, round - 1)
    }
  };
}

export const agreed = debate(norman as unknown as typeof norman);
export const withComments = debate(comments as unknown as typeof norman);
export const disagreed = debate(noAgreement as unknown as typeof norman);

const names = ['setup', 'data', 'model', 'training', 'evaluation', 'prediction'] as const;
const titles = ['Setup', 'Data and task', 'Model', 'Training', 'Evaluation', 'Prediction'];
const ids = names.map(name => `cell-${name}`);

export const planned: readonly PlannedCell[] = names.map((name, index) => ({
  name,
  kind: 'code',
  title: titles[index],
  source: `# ${titles[index]}\nimport cellforge_runtime as cf\n\ncf.require("0.1.0")\n`
}));

function cellStates(states: readonly CellState['state'][]): readonly CellState[] {
  const note = {
    id: 'cell-note',
    name: 'design-note',
    title: 'How this model was designed'
  } as const;
  return [
    { ...note, state: 'done', edited: false, seconds: null, since: null },
    ...names.map((name, index) => ({
      id: ids[index],
      name,
      title: titles[index],
      state: states[index] ?? 'waiting',
      edited: false,
      seconds: states[index] === 'done' ? index * 2 + 0.4 : null,
      since: null
    }))
  ];
}

const started: RunView = {
  run: 'r-7f3a',
  pipeline: '1',
  experts: 'built-in',
  notebook: 'pairs.ipynb',
  startedAt: '2026-11-12T16:40:00.000Z',
  phase: 'scoring-baselines',
  objective: 'Predict the response to gene pairs nobody has measured.',
  object: 'adata',
  settings: {},
  constraints: [],
  ablation: [],
  choosesAmong: null,
  profile,
  task,
  assessment: null,
  evidence: [],
  report: null,
  asked: [],
  knowledge: null,
  turns: [],
  consensus: { agreed: false, rounds: 0, scores: [] },
  speakers: expertIds,
  joined: [],
  plan: null,
  attempts: [],
  planApproval: null,
  approvals: [],
  candidates: [],
  refinement: null,
  cells: [],
  cellIds: [],
  result: null,
  failure: null,
  seconds: 12,
  spent: nothingSpent
};

export function run(phase: Phase, parts: Partial<RunView> = {}): RunView {
  return { ...started, phase, ...parts };
}

const noNotebook: PanelState = {
  mode: 'live',
  notebook: null,
  kernel: 'none',
  pending: null,
  objects: [],
  object: null,
  described: null,
  describedAt: null,
  problem: null,
  settings: {},
  objective: '',
  constraints: [],
  knowledge: [],
  view: null,
  answering: null,
  since: null,
  waitingComments: [],
  writer: null,
  progress: null,
  cells: [],
  runs: [],
  insertMode: 'insert',
  llm: noLlm,
  approvals: noApprovals,
  replay: null,
  verification: null
};

const empty: PanelState = { ...noNotebook, notebook: 'pairs.ipynb', kernel: 'idle' };
const found: PanelState = {
  ...empty,
  objects: [{ name: 'adata', type: 'AnnData', n_cells: 3375, n_features: 500 }],
  object: 'adata'
};
const ready: PanelState = {
  ...found,
  described,
  describedAt: '2026-11-12T10:42:00.000Z',
  objective: started.objective
};

const debating = upTo(withComments, 3, 3);
const decided: Partial<RunView> = { assessment, ...agreed, cells: planned };
const inserted: Partial<RunView> = { ...decided, cellIds: ids };
const runs = [
  { run: 'r-7f3a', name: agreed.plan.name, startedAt: started.startedAt, current: true },
  { run: 'r-11aa', name: 'adata', startedAt: '2026-11-11T09:00:00.000Z', current: false }
];

const live = (view: RunView, parts: Partial<PanelState> = {}): PanelState => ({
  ...ready,
  view,
  runs,
  ...parts
});

/** The same debate with every expert that a task can bring in, scored between the others. */
function withJoined({ consensus }: Debate): Pick<RunView, 'consensus' | 'speakers' | 'joined'> {
  const joined = [
    { expert: 'chemistry' as const, why: 'the perturbations are drugs, with doses' },
    { expert: 'dynamics' as const, why: '3 times are measured' },
    { expert: 'regulation' as const, why: 'chromatin is measured' }
  ];
  const scores = consensus.scores.map(round => {
    const lowest = Math.min(...round);
    return [...round, ...joined.map((_, index) => lowest - 0.02 * (index + 1))];
  });
  const speakers = [...expertIds, ...joined.map(({ expert }) => expert)];
  return { consensus: { ...consensus, scores }, speakers, joined };
}

/** Named as the gallery's files. */
export const states: Readonly<Record<string, PanelState>> = {
  '0-no-notebook': noNotebook,
  '1-empty': empty,
  '1-not-python': { ...empty, kernel: 'not-python' },
  '1-busy': { ...ready, kernel: 'busy' },
  '1-gone': { ...ready, kernel: 'gone' },
  '1-reading': { ...found, pending: 'reading' },
  '1-problem': {
    ...ready,
    described: {
      ...described,
      task: null,
      problem: {
        code: 'task/no-control',
        message: 'No control cells in obs["condition"].',
        expected: 'Cells whose label is "ctrl".',
        found: '"control" (4,021 cells), "KLF1" (1,960) and 281 more.',
        remedy: 'Set the control to one of these.'
      }
    }
  },
  '2-asked': { ...ready, described: asked },
  '2-ready': ready,
  '2-constraints': {
    ...ready,
    settings: { perturbation: 'condition', folds: '4' },
    constraints: [
      { key: 'parameters', value: '1000000', understood: true, note: '' },
      { key: 'forbid', value: 'composition:set-network', understood: true, note: '' },
      { key: 'words', value: 'Mind the mitochondria', understood: false, note: '' }
    ],
    knowledge: ['tables/hallmark.v2024.1.Hs.symbols.gmt', 'papalexi_tags.tsv']
  },
  ...llmStates({
    ready: { ...ready, runs },
    run,
    decided,
    inserted,
    debating: { assessment, ...debating, plan: null },
    cells: cellStates(['done', 'done', 'done', 'failed'])
  }),
  ...longStates({
    ready: { ...ready, runs },
    debate: run('debating', { assessment, ...withComments, seconds: 3130 }),
    done: run('done', { ...inserted }),
    live: (view, parts) =>
      live(view, {
        cells: view.phase === 'done' ? cellStates(names.map(() => 'done')) : [],
        ...parts
      })
  }),
  '3-baselines': live(run('scoring-baselines'), { kernel: 'busy' }),
  '3-debate': live(run('debating', { assessment, ...debating, plan: null, seconds: 130 }), {
    answering: { role: 'training', since: new Date(Date.now() - 4000).toISOString() },
    waitingComments: ['Keep it under 1 M parameters.']
  }),
  '3-debate-joined': live(
    run('debating', { assessment, ...debating, ...withJoined(debating), plan: null, seconds: 130 })
  ),
  '4-plan': live(run('plan-ready', decided)),
  '4-plan-watched': live(run('plan-ready', decided), {
    writer: {
      name: 'Anna',
      isYou: false,
      at: 'jupyterlab',
      since: '2026-11-12T16:40:00.000Z',
      seen: '2026-11-12T16:52:00.000Z'
    }
  }),
  '4-plan-refined': live(run('plan-ready', { ...decided, ...refined(decided.plan ?? null) })),
  '4-plan-not-agreed': live(run('plan-ready', { ...decided, ...disagreed })),
  '5-inserted': live(run('inserted', inserted), { cells: cellStates([]) }),
  '5-running': live(run('running', inserted), {
    kernel: 'busy',
    progress,
    cells: cellStates(['done', 'done', 'done', 'running'])
  }),
  '6-done': live(run('done', { ...inserted, result }), {
    cells: cellStates(['done', 'done', 'done', 'done', 'done', 'done'])
  }),
  '6-done-protein': live(run('done', { ...inserted, result: withProtein }), {
    cells: cellStates(['done', 'done', 'done', 'done', 'done', 'done'])
  }),
  '6-done-apart': live(run('done', { ...inserted, result: withShared(4) }), {
    cells: cellStates(['done', 'done', 'done', 'done', 'done', 'done'])
  }),
  '6-done-doses': live(run('done', { ...inserted, result: withCourses }), {
    cells: cellStates(['done', 'done', 'done', 'done', 'done', 'done'])
  }),
  '7-no-signal': live(run('done', { assessment: noSignal, seconds: 14 })),
  '7-baseline-wins': live(run('done', { ...inserted, result: baselineWins }), {
    cells: cellStates(['done', 'done', 'done', 'done', 'done', 'done'])
  }),
  '7-failed': live(
    run('failed', {
      ...inserted,
      failure: {
        step: 'cells/ran',
        code: 'worker/out-of-memory',
        message: 'Training failed: the GPU ran out of memory. Needed 9.8 GB; 7.6 GB were free.',
        detail: ['Traceback (most recent call last):', '  File "cell 4"', 'torch.OutOfMemoryError']
      }
    }),
    {
      progress: { ...progress, state: 'failed' },
      cells: cellStates(['done', 'done', 'done', 'failed'])
    }
  ),
  '7-stopped': live(run('stopped', inserted), {
    progress: { ...progress, state: 'stopped' },
    cells: cellStates(['done', 'done', 'done', 'stopped'])
  }),
  '8-replay': live(run('done', { ...inserted, result }), {
    mode: 'replay',
    kernel: 'none',
    notebook: 'pairs-final.ipynb',
    cells: cellStates(['done', 'done', 'done', 'done', 'done', 'done']),
    replay: {
      step: 58,
      steps: 107,
      labels: Array.from(
        { length: 107 },
        (_, index) => `round ${Math.ceil((index + 1) / 25)}, Deep learning revises`
      ),
      rounds: [7, 32, 57, 82],
      source: 'recorded-by-author',
      recordedAt: '2026-11-12T16:40:00.000Z',
      experts: 'built-in',
      otherPipeline: null
    },
    verification: {
      state: 'agrees',
      at: '2026-11-13T09:12:00.000Z',
      device: 'CPU',
      checks: [
        { name: 'Steps identical', recorded: '107', now: '107', agrees: true },
        { name: 'Cells executed', recorded: '6', now: '6', agrees: true },
        { name: 'One target seen (additive 0.71)', recorded: '0.781', now: '0.779', agrees: true },
        { name: 'Device', recorded: 'CUDA', now: 'CPU', agrees: true }
      ],
      notes: ['Another device, so: same verdicts, values inside the recorded intervals.']
    }
  })
};
