import type { PlannedCell } from '../experiment/planned-cell';
import { CellFailed } from '../experiment/code/cell-failed';
import type { Ports, Store } from '../ports';
import { eventLines, linkEvent } from '../record/chain';
import { sha256Hex } from '../sha256';

/** One side's ports, with what a test needs to do beside them. */
export interface PortsUnderTest {
  readonly ports: Pick<
    Ports,
    'kernel' | 'notebook' | 'library' | 'store' | 'clock' | 'hash' | 'scrub'
  >;
  /** Opens the same store again, as after a reload. */
  reopenStore(): Store;
  /** Runs code in the kernel as a user's cell does. */
  execute(code: string): Promise<void>;
  /** The names a user sees in the kernel. */
  userNames(): Promise<readonly string[]>;
  /** Changes a cell's source as a person does in the editor. */
  edit(id: string, source: string): Promise<void>;
}

/** What both sides must do: `check` throws where they do not. */
export interface PortRule {
  readonly name: string;
  check(under: PortsUnderTest): Promise<void>;
}

/** The contract of the ports, run on Node and in JupyterLab alike. Needs a kernel with anndata. */
export const portContract: readonly PortRule[] = [
  {
    name: 'store: keeps events in order, also when it is opened again',
    async check({ ports, reopenStore }) {
      const before = await ports.store.read();
      const header = { run: 'r-1', pipeline: '0', experts: 'built-in', notebook: 'a.ipynb' };
      const first = linkEvent(
        { type: 'run-started', ...header, branched_from: null },
        null,
        sha256Hex
      );
      const second = linkEvent({ type: 'run-ended' }, first, sha256Hex);
      await ports.store.append(first);
      await ports.store.append(second);
      const expected = eventLines([...before, first, second]);
      same(eventLines(await ports.store.read()), expected, 'events read');
      same(eventLines(await reopenStore().read()), expected, 'events read again');
    }
  },
  {
    name: 'clock: tells UTC to the millisecond',
    async check({ ports }) {
      ensure(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(ports.clock.now()), ports.clock.now());
    }
  },
  {
    name: 'hash: is SHA-256 of UTF-8 in lower-case hex',
    async check({ ports }) {
      same(
        ports.hash('Zellkern ✓'),
        sha256Hex('Zellkern ✓'),
        'the hash of a text that is not ASCII'
      );
    }
  },
  {
    name: 'scrub: leaves genes, removes keys',
    async check({ ports }) {
      same(ports.scrub('KLF1+TGFBR2'), 'KLF1+TGFBR2', 'a label');
      ensure(!ports.scrub('sk-abcdefghijklmnopqrst').includes('abcdef'), 'a key was left');
    }
  },
  {
    name: 'library: gives a record it found by its id',
    async check({ ports }) {
      const found = await ports.library.search(['baselines'], live());
      ensure(found.length > 0, 'nothing found about baselines');
      const again = await ports.library.get(found[0].id);
      same(JSON.stringify(again), JSON.stringify(found[0]), 'the record by its id');
      same(await ports.library.get('no such id'), null, 'an unknown id');
    }
  },
  {
    name: 'kernel: finds the objects, and leaves no name behind',
    async check({ ports, execute, userNames }) {
      await execute(makeObject);
      const before = await userNames();
      const objects = await ports.kernel.objects(live());
      const found = objects.find(object => object.name === 'contract_adata');
      same(found?.n_cells, 120, 'cells of the object');
      same(found?.n_features, 12, 'features of the object');
      await ports.kernel.describe('contract_adata', {}, live());
      same((await userNames()).join(), before.join(), 'names in the kernel');
    }
  },
  {
    name: 'kernel: describes an object, and what is not there without throwing',
    async check({ ports }) {
      const described = await ports.kernel.describe('contract_adata', {}, live());
      same(described.profile?.object.n_cells, 120, 'cells described');
      same(described.task?.perturbation ?? null, 'perturbation', 'perturbation column');
      const missing = await ports.kernel.describe('not_there', {}, live());
      ensure(missing.problem !== null, 'no problem was told of a missing object');
    }
  },
  {
    name: 'kernel: holds a model cell to the policy, executes nothing of it, and leaves no name behind',
    async check({ ports: { kernel }, userNames }) {
      const before = await userNames();
      const refused = 'import os\n\n\nclass Model:\n    pass';
      const check = await kernel.checkPolicy(refused, live());
      same(check.ok, false, 'a cell that imports os');
      same(check.fence, 'policy', 'the fence');
      same(check.line, 1, 'the line');
      same(check.source_hash, sha256Hex(refused), 'the hash of the source');
      same((await kernel.checkPolicy(failsWhenRead, live())).ok, true, 'a cell that keeps it');
      same((await userNames()).join(), before.join(), 'names in the kernel');
    }
  },
  {
    name: 'kernel: tries a model cell by executing it, after the policy',
    async check({ ports: { kernel }, userNames }) {
      const { task } = await kernel.describe('contract_adata', {}, live());
      const before = await userNames();
      ensure(task !== null, 'no task was described');
      const refused = await kernel.tryModel('contract_adata', task!, 'import os', [], live());
      same(refused.fence, 'policy', 'the fence of a cell nobody may let run');
      const tried = await kernel.tryModel('contract_adata', task!, failsWhenRead, [], live());
      same(tried.ok, false, 'a cell that fails when it is executed');
      same(tried.is_infrastructure ? null : tried.fence, 'slice', 'the fence');
      same((await userNames()).join(), before.join(), 'names in the kernel');
    }
  },
  {
    name: 'kernel: names what is to be masked, and leaves no name behind',
    async check({ ports: { kernel }, execute, userNames }) {
      await execute(`${makeObject}${nameDonors}`);
      const before = await userNames();
      const names = await kernel.privateNames('contract_named', ['perturbation'], live());
      same(names.map(({ column }) => column).join(), 'donor,perturbation', 'columns');
      same(names[0].levels.join(), 'Anna B,Carl', 'names');
      same((await userNames()).join(), before.join(), 'names in the kernel');
    }
  },
  {
    name: 'kernel: scores a model cell on inner folds, and leaves no name behind',
    async check({ ports: { kernel }, execute, userNames }) {
      await execute(makeScreen);
      const { task } = await kernel.describe('contract_screen', {}, live());
      const before = await userNames();
      ensure(task !== null, 'no task was described');
      const candidate = { source: meanModel, training: {}, knowledge: null, earlier: [] };
      const wanted = { ...task!, scenarios: ['unseen-perturbation' as const] };
      const found = await kernel.scoreInner('contract_screen', wanted, candidate, live());
      same(found.failure, null, 'a failure of the cell');
      same(found.source_hash, sha256Hex(meanModel), 'the hash of the source');
      same(found.parts[0]?.scores.length, found.parts[0]?.conditions, 'a score a condition');
      same((await userNames()).join(), before.join(), 'names in the kernel');
    }
  },
  {
    name: 'kernel: says what the machine has',
    async check({ ports }) {
      ensure((await ports.kernel.hardware(live())).cores > 0, 'no cores');
    }
  },
  {
    name: 'notebook: inserts in order, reads by run, keeps runs apart',
    async check({ ports: { notebook } }) {
      const ids = await notebook.insert('r-a', cells('x = 1', 'x += 1'), null);
      await notebook.insert('r-b', cells('y = 1'), ids[0]);
      const read = await notebook.read('r-a');
      same(read.map(cell => cell.id).join(), ids.join(), 'ids of the run');
      same(read.map(cell => cell.source).join(), 'x = 1,x += 1', 'sources');
      same(
        read.map(cell => cell.inserted_hash).join(),
        read.map(cell => sha256Hex(cell.source)).join(),
        'hashes'
      );
      same((await notebook.read('r-b')).length, 1, 'cells of the other run');
      same((await notebook.read('r-c')).length, 0, 'cells of no run');
    }
  },
  {
    name: 'notebook: rewrites a cell nobody edited, and never one that was',
    async check({ ports: { notebook }, edit }) {
      const [first, second] = await notebook.insert('r-d', cells('a = 1', 'b = 1'), null);
      same(await notebook.rewrite(first, 'a = 2'), true, 'rewriting an untouched cell');
      await edit(second, 'b = "mine"');
      same(await notebook.rewrite(second, 'b = 2'), false, 'rewriting an edited cell');
      same(await notebook.rewrite('no-such-cell', ''), false, 'rewriting no cell');
      const sources = (await notebook.read('r-d')).map(cell => cell.source);
      same(sources.join(), 'a = 2,b = "mine"', 'sources after');
    }
  },
  {
    name: 'notebook: runs cells in order in the kernel of its user',
    async check({ ports: { notebook }, userNames }) {
      const ids = await notebook.insert(
        'r-e',
        cells('contract_one = 1', 'contract_two = contract_one + 1'),
        null
      );
      await notebook.run(ids, live());
      ensure((await userNames()).includes('contract_two'), 'the second cell did not run');
    }
  },
  {
    name: 'notebook: rejects with the traceback of the first cell that fails, and runs none after it',
    async check({ ports: { notebook }, userNames }) {
      const ids = await notebook.insert('r-f', cells('1 / 0', 'contract_never = 1'), null);
      const error = await failureOf(notebook.run(ids, live()));
      ensure(error instanceof CellFailed, `a ${String(error)} was thrown`);
      const told = `${(error as CellFailed).message} ${(error as CellFailed).detail.join('')}`;
      ensure(told.includes('ZeroDivisionError'), told);
      same((error as CellFailed).cell, ids[0], 'the cell that is told of');
      ensure(!(await userNames()).includes('contract_never'), 'a cell ran after the failed one');
    }
  },
  {
    name: 'notebook: a stop ends a running cell and leaves the kernel alive',
    async check({ ports: { notebook, kernel } }) {
      const ids = await notebook.insert('r-g', cells('import time\ntime.sleep(60)'), null);
      const stop = new AbortController();
      const running = failureOf(notebook.run(ids, stop.signal));
      // asked for when the cell runs: the kernel answers a question only after it
      const answered = kernel.hardware(live());
      stop.abort();
      ensure((await running) !== null, 'the stopped run settled as if it had ended');
      ensure((await answered).cores > 0, 'the kernel does not answer after a stop');
    }
  },
  {
    name: 'notebook: knows no progress and no result of a run that never ran',
    async check({ ports: { notebook } }) {
      same(await notebook.progress('r-never'), null, 'progress');
      same(await notebook.result('r-never'), null, 'result');
    }
  }
];

/** Keeps the policy; a division by zero is seen only by executing it. */
const failsWhenRead = `N_PARTS = 1 / 0


class Model:
    def fit(self, train, validation, *, seed, device, progress):
        return self

    def predict(self, queries):
        return queries
`;

const makeObject = `
import anndata, numpy, pandas
_counts = numpy.random.default_rng(0).poisson(5.0, (120, 12)).astype("float32")
_obs = pandas.DataFrame({"perturbation": ["control"] * 40 + ["KLF1"] * 40 + ["GATA1"] * 40}, index=[f"c{i}" for i in range(120)])
contract_adata = anndata.AnnData(_counts, obs=_obs)
`;

const nameDonors = `
contract_named = contract_adata.copy()
contract_named.obs["donor"] = ["Carl", "Anna B"] * 60
`;

const makeScreen = `
import anndata, numpy, pandas
_labels = ["control"] * 60 + [f"G{i}" for i in range(8) for _ in range(40)]
_obs = pandas.DataFrame({"perturbation": _labels}, index=[f"c{i}" for i in range(len(_labels))])
_counts = numpy.random.default_rng(0).poisson(5.0, (len(_labels), 12)).astype("float32")
contract_screen = anndata.AnnData(_counts, obs=_obs)
`;

const meanModel = `
class Model:
    def __init__(self, **training):
        pass

    def fit(self, train, validation, *, seed, device, progress):
        self.train, self.change = train, train.delta().mean(axis=0)

    def predict(self, queries):
        return self.train.matched_controls(queries) + self.change
`;

function cells(...sources: readonly string[]): readonly PlannedCell[] {
  const names = ['setup', 'data', 'model'] as const;
  return sources.map((source, index) => ({
    name: names[index],
    kind: 'code',
    title: names[index],
    source
  }));
}

const live = (): AbortSignal => new AbortController().signal;

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return null;
  } catch (error) {
    return error ?? new Error('rejected with nothing');
  }
}

function ensure(holds: boolean, found: string): void {
  if (!holds) {
    throw new Error(`the contract is broken: ${found}`);
  }
}

function same(found: unknown, expected: unknown, what: string): void {
  ensure(found === expected, `${what}: expected ${String(expected)}, found ${String(found)}`);
}
