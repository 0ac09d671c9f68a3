import { z } from 'zod';
import type { Analysed } from '../../analyse';
import { consult } from '../../design/consult';
import { situationFacts } from '../../design/facts';
import { freeChoices, standardOptions } from '../../design/free-choices';
import type { Plan } from '../../design/plan';
import { CellForgeError } from '../../errors';
import type { RunLog } from '../../log';
import type { Ports } from '../../ports';
import type { RunRequest } from '../../request';
import { steps } from '../../steps';
import { modelCell } from '../cells/model';
import { componentLibrary } from '../component-library';
import { libraryBefore } from './library-before';
import { ModelCheck } from '../model-check';
import { type Attempt, newAttempt } from './attempt';
import type { CodeToApprove } from './code-approval';
import { type CodeBrief, CodeDraft, type EarlierAttempt } from './code-brief';
import { failureOfCheck } from './code-failure';
import { confirmHere, decideCode } from './decide-code';
import { importsOf, newImports } from './imports';

/** Attempts at the model cell of one plan. */
const mostAttempts = 5;
/** Times a check is asked for again where the machine failed and not the cell. */
export const mostRepeats = 3;

/** What code is written from. */
export interface Coding {
  readonly log: RunLog;
  readonly ports: Ports;
  readonly asked: RunRequest;
  readonly analysed: Analysed;
  readonly plan: Plan;
  readonly signal: AbortSignal;
  /** Attempts at the cells of earlier plans: numbers go on from there. */
  readonly made: number;
}

/** How the coder's work on a plan ended. */
export type Coded =
  /** The last of `attempts` passed the fences and may run. */
  | { readonly kind: 'written'; readonly attempts: readonly Attempt[] }
  /** Not to be had: the standard options are what is left. `isIdea`: worth telling the experts. */
  | {
      readonly kind: 'unbuilt';
      readonly attempts: readonly Attempt[];
      readonly why: string;
      readonly isIdea: boolean;
    };

/** Whether somebody can write code that could be let run: else none is asked for, and no coder is paid. */
export const canWriteCode = ({ ports, asked }: Pick<Coding, 'ports' | 'asked'>): boolean =>
  ports.mind.call !== undefined && asked.approve_code !== 'none';

/** Whether a coder is wanted: the plan has a free choice or the analyst asked for one, and somebody can write code. */
export function wantsCoder({ ports, asked, plan }: Pick<Coding, 'ports' | 'asked' | 'plan'>) {
  const isWanted = freeChoices(plan).length > 0 || asked.coder === true;
  return isWanted && canWriteCode({ ports, asked });
}

/**
 * The coder writes the model cell, is told what each fence found, and writes again: at most five times, `before`
 * counted. What keeps the policy is shown to the analyst before any of it is executed, the trial included.
 *
 * @throws CellForgeError "kernel/no-check" when the machine failed again and again: resuming asks again.
 */
export async function writeCode(coding: Coding, before: readonly Attempt[] = []): Promise<Coded> {
  let attempts = before;
  while (attempts.length < mostAttempts) {
    const attempt = await writeOnce(coding, attempts);
    attempts = [...attempts, attempt];
    if (attempt.faults === 'idea') {
      return { kind: 'unbuilt', attempts, why: sentence(attempt.reason), isIdea: true };
    }
    if (attempt.approved?.decision === 'refuse') {
      const why = 'The analyst did not let its code run.';
      return { kind: 'unbuilt', attempts, why, isIdea: false };
    }
    if (attempt.check?.ok === true) {
      return { kind: 'written', attempts };
    }
  }
  return { kind: 'unbuilt', attempts, why: lastFailure(attempts), isIdea: true };
}

/** One answer of the coder: held to the policy, shown to the analyst where it keeps it, and tried where it is let. */
async function writeOnce(coding: Coding, attempts: readonly Attempt[]): Promise<Attempt> {
  const { log, ports, signal, made } = coding;
  const n = made + attempts.length + 1;
  const brief = codeBrief(coding, attempts, await libraryOf(log));
  const question = { key: steps.code(n), role: 'coder', brief, schema: CodeDraft };
  const { draft, by } = await consult({ mind: ports.mind, step: log.step, signal }, question);
  const written = newAttempt(n, by, draft);
  if (written.faults === 'idea') {
    return written;
  }
  const policy = await checkPolicy(coding, n, written.source);
  if (!policy.ok) {
    return { ...written, policy };
  }
  const code = codeToApprove(coding, { ...written, policy }, attempts, brief.example);
  const { approved, isHere } = await decideCode(coding, code, attempts);
  if (approved.decision === 'refuse') {
    return { ...written, policy, approved };
  }
  const confirm = async (stop: AbortSignal) => isHere || confirmHere(coding, code, stop);
  const check = await tryOnce(coding, code, confirm);
  return { ...written, policy, approved, check };
}

/** What a run's coder was told of first holds to its end; a log of before kept no copy. */
function libraryOf(log: RunLog): Promise<string> {
  const has = (key: string): boolean =>
    log.events.some(event => event.type === 'step-done' && event.key === key);
  const isOld = has(`${steps.code(1)}/call`) && !has(steps.library);
  const tell = (): string => componentLibrary;
  return isOld ? Promise.resolve(libraryBefore) : log.step(steps.library, z.string(), tell, {});
}

/** Nothing of the source is executed. */
function checkPolicy({ log, ports }: Coding, n: number, source: string): Promise<ModelCheck> {
  const work = (signal: AbortSignal) => ports.kernel.checkPolicy(source, signal);
  return log.step(steps.codePolicy(n), ModelCheck, work, { source });
}

function codeToApprove(
  { ports, asked }: Coding,
  { n, source, explanation, policy }: Attempt & { readonly policy: ModelCheck },
  attempts: readonly Attempt[],
  example: string
): CodeToApprove {
  const imports = importsOf(source);
  const seen = attempts.filter(
    ({ approved }) => approved?.decision === 'run' && approved.by === 'analyst'
  );
  const usual = [...importsOf(example), ...seen.flatMap(each => importsOf(each.source))];
  return {
    run: asked.run,
    n,
    source,
    source_hash: ports.hash(source),
    base: attempts.at(-1)?.source ?? example,
    explanation,
    imports,
    newImports: newImports(imports, usual),
    policy,
    isMend: attempts.some(({ ran }) => ran !== null)
  };
}

/**
 * Before the last of `attempts` is executed once more, as on inner folds: whoever is here is asked, unless they let it run.
 *
 * @throws StoppedError where it is not to run: nothing was executed.
 */
export async function confirmAgain(
  coding: Coding,
  attempts: readonly Attempt[],
  signal: AbortSignal
): Promise<void> {
  const last = attempts[attempts.length - 1];
  const before = attempts.slice(0, -1);
  const { example } = codeBrief(coding, before, '');
  if (last.policy !== null) {
    const code = codeToApprove(coding, { ...last, policy: last.policy }, before, example);
    await confirmHere(coding, code, signal);
  }
}

/** The trial's word on a source that was let run. A machine that fails is asked again: that is never the attempt's failure. */
async function tryOnce(
  { log, ports, asked, analysed }: Coding,
  { n, source }: CodeToApprove,
  confirm: (signal: AbortSignal) => Promise<unknown>
): Promise<ModelCheck> {
  const { object, constraints } = asked;
  const { task } = analysed;
  const work = async (signal: AbortSignal): Promise<ModelCheck> => {
    await confirm(signal);
    for (let repeat = 0; ; repeat++) {
      const check = await ports.kernel.tryModel(object, task, source, constraints, signal);
      if (!check.is_infrastructure) {
        return check;
      }
      if (repeat === mostRepeats) {
        throw noCheck(check, repeat + 1);
      }
    }
  };
  return log.step(steps.codeCheck(n), ModelCheck, work, { object, task, source, constraints });
}

function noCheck({ message, found, traceback }: ModelCheck, times: number): CellForgeError {
  return new CellForgeError({
    code: 'kernel/no-check',
    message: 'The model cell could not be tried: the machine failed, not the code',
    expected: 'a worker that trains the cell on a tiny slice',
    found: `${times} failures in a row, the last: ${[message, found].filter(Boolean).join(' ')}`,
    remedy: 'Nothing is used up. Free memory or restart the kernel, then resume.',
    detail: traceback
  });
}

function codeBrief(coding: Coding, attempts: readonly Attempt[], library: string): CodeBrief {
  const { plan, asked, analysed } = coding;
  const standard = standardOptions(plan, asked.constraints);
  const example = modelCell({ plan: standard }).source;
  const nearest = new Map(standard.choices.map(({ slot, choice }) => [slot, choice]));
  return {
    kind: 'code',
    attempt: attempts.length + 1,
    most: mostAttempts,
    plan,
    free: freeChoices(plan).map(({ slot, choice, reason }) => ({
      slot,
      choice,
      reason,
      nearest: nearest.get(slot)!
    })),
    task: analysed.task,
    facts: [
      ...situationFacts(analysed.profile, analysed.assessment, analysed.knowledge?.report.facts),
      ...(analysed.asked ?? [])
    ],
    constraints: asked.constraints,
    example,
    library,
    ...(asked.approve_code === 'usual' ? { imports: importsOf(example) } : {}),
    attempts: attempts.flatMap((attempt, index) => earlier(attempt, index === attempts.length - 1))
  };
}

function earlier(attempt: Attempt, isLast: boolean): readonly EarlierAttempt[] {
  const { n, explanation, source } = attempt;
  const failure = failureOf(attempt);
  return failure === null ? [] : [{ n, explanation, source: isLast ? source : null, failure }];
}

const failureOf = ({ policy, check, ran }: Attempt) =>
  ran?.failure ?? [check, policy].flatMap(each => (each && failureOfCheck(each)) ?? [])[0] ?? null;

function lastFailure(attempts: readonly Attempt[]): string {
  const last = attempts.at(-1);
  const failure = last === undefined ? null : failureOf(last);
  const told =
    failure === null
      ? ''
      : ` the last one failed at the fence "${failure.fence}" (${failure.class}): ${failure.message}`;
  return sentence(`${attempts.length} attempts at its code failed;${told}`);
}

/** Text of others as one sentence of bounded length. */
function sentence(text: string): string {
  const line = [...text.replace(/\s+/g, ' ').trim()].slice(0, 300).join('');
  return line === '' ? 'No reason was given.' : /[.!?]$/.test(line) ? line : `${line}.`;
}
