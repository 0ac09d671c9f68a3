import { Described, Profile, Result } from '../../core';
import type { RunView, Turn } from '../../core';
import type { PanelState } from '../model';
import { exampleResult } from '../../view/testing/example-result';
import { asked, described, profile, task } from './data';

/** What states of much and long data are built on. */
interface LongBase {
  readonly ready: PanelState;
  readonly debate: RunView;
  readonly done: RunView;
  readonly live: (view: RunView, parts?: Partial<PanelState>) => PanelState;
}

/** As long as names of compounds and of donors get, with nothing to break at. */
const long = (index: number): string =>
  `4-[(4-methylpiperazin-1-yl)methyl]-N-[4-methyl-3-(pyridin${index}`.padEnd(60, '-3-yl)');
const unbroken = 'perturbation_condition_after_quality_control_and_demultiplexing';
const notebook = 'perturb_seq_of_all_transcription_factors_final_version_2_(copy).ipynb';
const name = 'adata_after_doublet_removal_and_demultiplexing_of_all_lanes';

const manyConditions = Array.from({ length: 200 }, (_, index) => ({
  label: long(index),
  targets: [long(index)],
  context: 'k562',
  dose: null,
  time: null,
  n_cells: 4000 - index * 19
}));

const manyProfile = Profile.parse({
  ...profile,
  object: { ...profile.object, name, n_cells: 1_234_567, n_features: 36_601 },
  findings: {
    ...profile.findings,
    perturbation: {
      value: unbroken,
      reason: `200 values; one is “${long(0)}”, 15 contain “+”`,
      confident: true,
      candidates: [{ value: unbroken, reason: '200 values' }]
    },
    control: {
      value: long(0),
      reason: 'A known control label; 4,000 cells',
      confident: true,
      candidates: [0, 1, 2].map(index => ({ value: long(index), reason: 'Reads like a control' }))
    }
  },
  conditions: [{ ...manyConditions[0], targets: [] }, ...manyConditions.slice(1)],
  n_conditions: 199,
  n_single: 199,
  n_combination: 0,
  excluded: [{ label: long(7), n_cells: 41, reason: `Names “${long(8)}” too, which is none.` }],
  warnings: profile.warnings.map(warning => ({ ...warning, title: `${unbroken} is read twice` }))
});

const manyDescribed = Described.parse({
  ...described,
  profile: manyProfile,
  task: {
    ...task,
    perturbation: unbroken,
    control: long(0),
    held_out: task.held_out.map(each => ({
      ...each,
      unscored: Array.from({ length: 40 }, (_, index) => ({
        label: long(index),
        reason: '24 cells, under 30.'
      }))
    }))
  }
});

const manyAsked = Described.parse({
  ...asked,
  profile: manyProfile,
  questions: [
    {
      key: 'control',
      message: `“${long(0)}” (120 cells) and “${long(1)}” (98 cells) both read like controls.`,
      options: Array.from({ length: 20 }, (_, index) => long(index))
    }
  ]
});

/** Every round of a debate that used all it had, with turns as long as models write them. */
function longDebate(view: RunView): RunView {
  const first = view.turns.filter(turn => turn.round === 1);
  const again = (turn: Turn, round: number): Turn => {
    const id = (text: string): string => text.replace(/^1(?=\D)/, String(round));
    const moved = { ...turn, id: `${round}/${turn.id}`, round } as Turn;
    return moved.kind === 'review'
      ? { ...moved, of: `${round}/${moved.of}` }
      : { ...moved, id: id(moved.id) };
  };
  const wordy = (turn: Turn): Turn =>
    turn.kind === 'proposal'
      ? { ...turn, text: `${turn.text} ${long(3)} `.repeat(6).trim() }
      : turn;
  const rounds = Array.from({ length: 19 }, (_, index) => index + 1);
  const score = (round: number, expert: number): number =>
    0.3 + 0.5 * (1 - Math.exp(-round / 6)) - 0.02 * expert;
  return {
    ...view,
    plan: null,
    phase: 'debating',
    turns: rounds.flatMap(round => first.map(turn => wordy(again(turn, round)))),
    consensus: {
      agreed: false,
      rounds: 19,
      scores: rounds.map(round => view.speakers.map((_, expert) => score(round, expert)))
    }
  };
}

/** A result of many conditions with long names, of a part that holds most of them. */
function longResult(): Result {
  const [first] = exampleResult.scatter;
  return Result.parse({
    ...exampleResult,
    run: 'r-7f3a',
    plan_name: `${exampleResult.plan_name}, ${unbroken}`,
    scatter: Array.from({ length: 200 }, (_, index) => ({
      ...first,
      label: `${long(index)}+${long(index + 1)}`,
      features: first.features.map((_, place) => (place < 3 ? long(place) : `GENE${place}`))
    })),
    candidates: exampleResult.candidates.map(each => ({
      ...each,
      name: `${each.name} ${long(1)}`
    })),
    notes: [`${unbroken}: ${long(2)} was scored by its first label.`]
  });
}

/** Names of 60 letters, 200 conditions, 20 rounds: what must wrap, shorten or scroll. */
export function longStates({ ready, debate, done, live }: LongBase): Record<string, PanelState> {
  const found: PanelState = {
    ...ready,
    notebook,
    objects: [{ name, type: 'AnnData', n_cells: 1_234_567, n_features: 36_601 }],
    object: name
  };
  return {
    '2-long': {
      ...found,
      described: manyDescribed,
      objective: `Predict the response to ${long(4)} in ${unbroken}. `.repeat(6).trim(),
      constraints: [{ key: 'words', value: `${unbroken} ${long(5)}`, understood: false, note: '' }],
      knowledge: [`tables/${unbroken}/${unbroken}.gmt`]
    },
    '2-long-asked': { ...found, described: manyAsked },
    '3-long': live(longDebate(debate), { notebook }),
    '6-long': live({ ...done, profile: manyProfile, result: longResult() }, { notebook })
  };
}
