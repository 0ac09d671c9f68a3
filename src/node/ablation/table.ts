import { ablationWords } from '../../core';
import type { Ablation } from '../../core';
import { full } from './arguments';
import type { ComparedRun, Comparison, Otherwise } from './compare';
import { signed, worthOfDebate, worthOfModels } from './worth';

/** The comparison for a person: who argued how long and decided what, then the scores of each part, then what it shows. */
export function tableLines(comparison: Comparison): readonly string[] {
  const { runs, primary, looks } = comparison;
  const parts = [...new Set(runs.flatMap(run => Object.keys(run.parts)))];
  const models = worthOfModels(comparison);
  return [
    ...grid([
      ['run', 'debate', 'calls', 'tokens', 'decided otherwise than the whole'],
      ...runs.map(debateRow)
    ]),
    // where a run was scored, the others stand beside its scores
    ...(parts.length > 0 ? [] : ['', ...grid(runs.map(run => [runName(run.id), endOf(run)]))]),
    ...parts.flatMap(part => [
      '',
      ...grid([
        [part, primary, '95 %', 'n', 'less the whole, paired', 'interval', 'verdict'],
        ...runs.map(run => scoreRow(run, part))
      ])
    ]),
    '',
    ...(looks > 0
      ? [
          `${looks} different ${looks === 1 ? 'set' : 'sets'} of predictions of these held-out conditions ${looks === 1 ? 'was' : 'were'} scored in this folder; after many looks even an honest interval is too narrow.`
        ]
      : []),
    'Intervals are over held-out conditions, not over seeds or over debates held again.',
    worthOfDebate(comparison),
    ...(models === null ? [] : [models])
  ];
}

/** "the whole design", "without critic", "built-in experts". */
function runName(id: string): string {
  if (id === full) {
    return 'the whole design';
  }
  return id === 'built-in' ? 'built-in experts' : ablationWords[id as Ablation];
}

function debateRow(run: ComparedRun): readonly string[] {
  const { calls, prompt_tokens, completion_tokens, untold_tokens } = run;
  const tokens = (prompt_tokens + completion_tokens).toLocaleString('en');
  const untold = untold_tokens > 0 ? `${tokens} and up to ${untold_tokens} untold` : tokens;
  return [
    runName(run.id),
    debateOf(run),
    calls === 0 ? '-' : String(calls),
    calls === 0 ? '-' : untold,
    decidedOf(run)
  ];
}

function debateOf({ plan, agreed, rounds }: ComparedRun): string {
  if (plan === null) {
    return rounds === 0 ? 'none' : `no plan after ${rounds}`;
  }
  return agreed ? `agreed in round ${rounds}` : `not agreed after ${rounds}`;
}

function decidedOf({ id, slots, hyperparameters }: ComparedRun): string {
  if (id === full) {
    return '';
  }
  if (slots === null || hyperparameters === null) {
    return 'no plan to compare';
  }
  const all = [...slots, ...hyperparameters];
  return all.length === 0 ? 'nothing' : all.map(change).join('; ');
}

const change = ({ name, full: whole, here }: Otherwise): string => `${name} ${here} (${whole})`;

function scoreRow(run: ComparedRun, part: string): readonly string[] {
  const name = runName(run.id);
  if (run.state === 'same') {
    return [name, `the same cells as ${runName(run.same_as ?? '')}: trained once`];
  }
  const scored = run.parts[part];
  if (run.state !== 'scored' || scored === undefined) {
    return [name, endOf(run)];
  }
  const { value, ci, n, paired, verdict } = scored;
  const difference = paired?.difference ?? null;
  return [
    name,
    value === null ? 'not scored' : score(value),
    ci === null ? '-' : `[${score(ci[0])}, ${score(ci[1])}]`,
    String(n),
    run.id === full ? '' : difference === null ? 'not known' : signed(difference),
    run.id === full || paired === null || paired.ci === null ? '' : interval(paired),
    verdict
  ];
}

const endOf = ({ state, why }: ComparedRun): string =>
  `${state === 'stopped' ? 'stopped' : 'failed'}: ${shortened(why)}`;

/** Below six independent conditions the interval is of a lower level, and says so. */
function interval({ ci, level }: NonNullable<ComparedRun['parts'][string]['paired']>): string {
  const span = `[${signed(ci![0])}, ${signed(ci![1])}]`;
  return level < 0.95 ? `${span} at ${Math.round(100 * level)} %` : span;
}

const score = (value: number): string =>
  value !== 0 && Math.abs(value) < 0.01 ? String(Number(value.toPrecision(3))) : value.toFixed(3);

const mostWords = 160;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > mostWords ? `${line.slice(0, mostWords)}...` : line;
}

/** Columns as wide as their widest cell; a row of two fills its line. */
function grid(rows: readonly (readonly string[])[]): readonly string[] {
  const isTold = (row: readonly string[]): boolean => row.length < rows[0].length;
  const widths = rows[0].map((_head, column) =>
    Math.max(...rows.map(row => (isTold(row) && column > 0 ? 0 : (row[column]?.length ?? 0))))
  );
  return rows.map(row =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd()
  );
}
