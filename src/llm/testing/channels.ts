import type { LiteratureRecord, RunRequest } from '../../core';
import type { Described } from '../../core/task/described';

/** What a run meets; each channel puts a text of its own somewhere into it. */
export interface World {
  readonly described: Described;
  readonly request: RunRequest;
  readonly work: LiteratureRecord;
  readonly comments: Readonly<Record<number, readonly string[]>>;
  /** What the first model cell fails with, at the fences or in the full run. */
  readonly traceback: string | null;
  readonly output: string | null;
  /** A free choice of every expert. */
  readonly free: string | null;
}

export interface Channel {
  readonly id: string;
  readonly plant: (world: World, text: string) => World;
  /** Roles that read it; none: it reaches no prompt. */
  readonly reaches: readonly string[];
}

const panel = ['data', 'biology', 'learning', 'training', 'critic', 'coder'];
const all = [...panel, 'dataset-analyst', 'refiner'];

function inProfile(
  world: World,
  change: (profile: NonNullable<Described['profile']>) => object
): World {
  const profile = world.described.profile!;
  return {
    ...world,
    described: { ...world.described, profile: { ...profile, ...change(profile) } }
  };
}

function inTask(world: World, change: Partial<NonNullable<Described['task']>>): World {
  return {
    ...world,
    described: { ...world.described, task: { ...world.described.task!, ...change } }
  };
}

const column = (name: string) => ({
  name,
  dtype: 'category',
  n_unique: 3,
  n_missing: 0,
  examples: ['a']
});

/** Where text of others can stand. */
export const channels: readonly Channel[] = [
  {
    id: 'name of an obs column',
    plant: (world, text) =>
      inTask(
        inProfile(world, ({ obs_columns }) => ({ obs_columns: [...obs_columns, column(text)] })),
        { batch: text }
      ),
    reaches: all
  },
  {
    id: 'label or level',
    plant: (world, text) =>
      inTask(
        inProfile(world, () => ({
          contexts: [{ level: text, n_cells: 10, n_control: 5 }],
          excluded: [{ label: text, n_cells: 1, reason: text }]
        })),
        { control: text, excluded_labels: [text] }
      ),
    reaches: all
  },
  {
    id: 'name of a gene',
    plant: (world, text) =>
      inProfile(world, () => ({
        conditions: [
          { label: text, targets: [text], context: null, dose: null, time: null, n_cells: 50 }
        ]
      })),
    reaches: []
  },
  {
    id: 'text of uns',
    plant: (world, text) =>
      inProfile(world, ({ findings }) => ({
        warnings: [{ code: 'uns', title: text, message: text }],
        findings: { ...findings, layer: { ...findings.layer, reason: text } }
      })),
    reaches: []
  },
  {
    id: 'title of a paper',
    plant: (world, title) => ({ ...world, work: { ...world.work, title } }),
    reaches: ['librarian']
  },
  {
    id: 'abstract of a paper',
    plant: (world, text) => ({
      ...world,
      work: { ...world.work, abstract: `${world.work.abstract} ${text}` }
    }),
    reaches: ['librarian']
  },
  {
    id: 'objective and wishes',
    plant: (world, text) => ({
      ...world,
      request: {
        ...world.request,
        objective: text,
        constraints: [
          ...world.request.constraints,
          { key: 'words', value: text, understood: false, note: '' }
        ]
      }
    }),
    reaches: all
  },
  {
    id: 'comment of the analyst',
    plant: (world, text) => ({ ...world, comments: { 1: [text] } }),
    reaches: panel.slice(0, 5)
  },
  {
    id: 'traceback of a model cell',
    plant: (world, traceback) => ({ ...world, traceback }),
    reaches: ['coder']
  },
  {
    id: 'choice in the diagram',
    plant: (world, text) => ({
      ...world,
      free: `free:${`gated ${text}`.replace(/[^\p{L}\p{N} ,.+()/-]+/gu, ' ').slice(0, 78)}`
    }),
    reaches: ['biology', 'critic', 'coder']
  },
  {
    id: 'output of a cell',
    plant: (world, output) => ({ ...world, output }),
    reaches: ['coder']
  }
];
