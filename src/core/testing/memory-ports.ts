import { throwIfStopped } from '../errors';
import type { RunEvent } from '../events';
import type { CodeDecision } from '../experiment/approval';
import type { PlannedCell } from '../experiment/planned-cell';
import type { Progress, Result } from '../experiment/result';
import type { Analyst, Approval, Clock, Kernel, Notebook, NotebookCell, Store } from '../ports';
import type { Assessment } from '../task/assessment';
import type { Described } from '../task/described';
import { exampleCheck, examplePolicy, exampleRunFailure } from './example-code';
import { exampleInner } from './example-inner';
import { exampleKnowledge } from './example-knowledge';

/** A log in memory; `events` is what was appended. */
export interface MemoryStore extends Store {
  readonly events: readonly RunEvent[];
}

export function memoryStore(recorded: readonly RunEvent[] = []): MemoryStore {
  const events = [...recorded];
  return {
    events,
    read: async () => [...events],
    append: async event => {
      // as a file would: what is kept is what survives JSON
      events.push(JSON.parse(JSON.stringify(event)) as RunEvent);
    }
  };
}

/**
 * Time that passes with the log, so that a run cut and resumed reads the same times as the uncut one. Approvals are told
 * while a step is at work, and take none.
 */
export function logClock(store: MemoryStore): Clock {
  const passed = () => store.events.filter(({ type }) => type !== 'run-approval').length;
  return { now: () => new Date(1_700_000_000_000 + passed() * 1000).toISOString() };
}

/** A kernel that gives prepared answers and counts what it was asked. */
export interface MemoryKernel extends Kernel {
  readonly asked: readonly string[];
}

export function memoryKernel(described: Described, assessment: Assessment): MemoryKernel {
  const asked: string[] = [];
  const answer = async <T>(what: string, value: T, signal: AbortSignal): Promise<T> => {
    throwIfStopped(signal);
    asked.push(what);
    return value;
  };
  const { profile } = described;
  return {
    asked,
    objects: signal =>
      answer('objects', profile === null ? [] : [objectOf(profile.object)], signal),
    describe: (_object, _settings, signal) => answer('describe', described, signal),
    assess: (_object, _task, signal) => answer('assess', assessment, signal),
    furtherFacts: (_object, _task, wanted, signal) =>
      answer(
        'further-facts',
        wanted.map(({ question, column }) => ({
          id: column === '' ? `asked-${question}` : `asked-${question}-${column}`,
          value: 1,
          unit: 'share',
          text: `${question} ${column}: 1.`
        })),
        signal
      ),
    checkPolicy: (source, signal) => answer('check-policy', examplePolicy(source), signal),
    tryModel: (_object, _task, source, _constraints, signal) =>
      answer('try-model', exampleCheck(source), signal),
    privateNames: (_object, _columns, signal) => answer('private-names', [], signal),
    scoreInner: (_object, task, candidate, signal) =>
      answer('score-inner', exampleInner(task, candidate), signal),
    assessKnowledge: (_object, _task, given, signal) =>
      answer('assess-knowledge', exampleKnowledge(given), signal),
    hardware: signal => {
      if (profile === null) {
        throw new Error('no profile was prepared');
      }
      return answer('hardware', profile.hardware, signal);
    },
    interrupt: async () => {
      asked.push('interrupt');
    }
  };
}

function objectOf({
  name,
  type,
  n_cells,
  n_features
}: NonNullable<Described['profile']>['object']) {
  return { name, type, n_cells, n_features };
}

interface MemoryCell extends NotebookCell {
  readonly run: string;
}

/** A notebook without Jupyter: its cells "run" by leaving `result` in the run folder. */
export class MemoryNotebook implements Notebook {
  readonly name = 'example.ipynb';
  cells: readonly MemoryCell[] = [];
  readonly ran: string[] = [];
  private readonly results = new Map<string, Result>();

  constructor(
    private readonly hash: (text: string) => string,
    private readonly result_: Result | null
  ) {}

  async insert(
    run: string,
    cells: readonly PlannedCell[],
    after: string | null
  ): Promise<readonly string[]> {
    const inserted = cells.map((cell, index) => ({
      run,
      // a uuid in life; here what tells cells apart is enough
      id: `${run}-${cell.name}-${index}`,
      name: cell.name,
      source: cell.source,
      inserted_hash: this.hash(cell.source)
    }));
    const found = this.cells.findIndex(cell => cell.id === after);
    const at = found === -1 ? this.cells.length : found + 1;
    this.cells = [...this.cells.slice(0, at), ...inserted, ...this.cells.slice(at)];
    return inserted.map(cell => cell.id);
  }

  async read(run: string): Promise<readonly NotebookCell[]> {
    return this.cells
      .filter(cell => cell.run === run)
      .map(({ id, name, source, inserted_hash }) => ({ id, name, source, inserted_hash }));
  }

  async rewrite(id: string, source: string): Promise<boolean> {
    const cell = this.cells.find(each => each.id === id);
    if (cell === undefined || this.hash(cell.source) !== cell.inserted_hash) {
      return false;
    }
    const inserted_hash = this.hash(source);
    this.cells = this.cells.map(each =>
      each === cell ? { ...each, source, inserted_hash } : each
    );
    return true;
  }

  /** What a person does in the editor. */
  edit(id: string, source: string): void {
    this.cells = this.cells.map(each => (each.id === id ? { ...each, source } : each));
  }

  async run(ids: readonly string[], signal: AbortSignal): Promise<void> {
    throwIfStopped(signal);
    this.ran.push(...ids);
    const cellOf = (name: string) =>
      this.cells.find(cell => ids.includes(cell.id) && cell.name === name);
    const failure = exampleRunFailure(cellOf('training')?.id ?? '', cellOf('model')?.source ?? '');
    if (failure !== null) {
      throw failure;
    }
    const run = this.cells.find(cell => ids.includes(cell.id))?.run;
    if (run !== undefined && this.result_ !== null) {
      this.results.set(run, { ...this.result_, run });
    }
  }

  async progress(): Promise<Progress | null> {
    return null;
  }

  async result(run: string): Promise<Result | null> {
    return this.results.get(run) ?? null;
  }
}

/** An analyst who gives these decisions in order, these comments by round, and one answer to all code. */
export function scriptedAnalyst(
  decisions: readonly Approval[],
  comments: Readonly<Record<number, readonly string[]>> = {},
  codeDecision: CodeDecision = 'run'
): Analyst {
  const left = [...decisions];
  return {
    approve: async (_run, signal) => {
      throwIfStopped(signal);
      const next = left.shift();
      if (next === undefined) {
        throw new Error('the analyst was asked once more than scripted');
      }
      return next;
    },
    comments: async round => comments[round] ?? [],
    approveCode: async (_code, signal) => {
      throwIfStopped(signal);
      return { decision: codeDecision, by: 'analyst' };
    },
    approveRun: async (_cells, signal) => {
      throwIfStopped(signal);
      return { decision: 'run', by: 'analyst' };
    }
  };
}
