import type { z } from 'zod';
import {
  type Call,
  type Called,
  CellForgeError,
  type Mind,
  canonicalJson,
  isBuiltInBrief,
  throwIfStopped
} from '../core';
import type { Session } from './ask';
import { type Endpoint, hostOf } from './endpoint';
import { type Remembered, remembered } from './habits';
import { tokenLedger } from './ledger';
import type { Mask } from './mask';
import { type Meter, meterOn } from './meter';
import type { Message } from './prompts/message';
import { type PromptTable, promptTable } from './prompts/table';
import { takeTurn } from './turn';
import { wireSchema } from './wire-schema';

/** What a mind of language models is made of. */
export interface LlmOptions {
  readonly endpoint: Endpoint;
  /** Takes the turns that the model could not, where it knows the role. */
  readonly fallback: Mind;
  /** SHA-256 of text, lower-case hex. */
  readonly hash: (text: string) => string;
  /** The most tokens of this run, by the upper bound of each call; null or absent: no limit. */
  readonly budgetTokens?: number | null;
  /** What the run's log counts already: `tokensIn(view.spent)`. */
  readonly usedTokens?: number;
  /** Other roles' prompts beside or instead of the table's. */
  readonly prompts?: PromptTable;
  /** Over all text that is sent; asked before each call, and nothing is sent where it can't be had. */
  readonly mask?: (signal: AbortSignal) => Promise<Mask>;
  /** What is known of models; by default what this session learnt. */
  readonly habits?: Remembered;
}

/** A mind whose turns cost. */
export type LlmMind = Mind & Required<Pick<Mind, 'call' | 'unanswered'>>;

/**
 * Experts that are language models behind any OpenAI-compatible endpoint. A model that cannot hold a role hands the turn
 * to the built-in expert, and the turn says so; an endpoint that cannot be talked to fails the step, which resuming asks
 * again.
 *
 * `call` throws CellForgeError "llm/..." and, where the budget does not allow a request, StoppedError.
 */
export function llmMind(options: LlmOptions): LlmMind {
  const { budgetTokens = null, usedTokens = 0 } = options;
  const ledger = tokenLedger(budgetTokens, usedTokens);
  const underWay = new Set<() => Call>();
  const call: LlmMind['call'] = async (role, brief, schema, signal) => {
    throwIfStopped(signal);
    const mask = (await options.mask?.(signal)) ?? unmasked;
    const messages = promptOf(options, role, brief).map(message => ({
      ...message,
      content: mask(message.content)
    }));
    const meter = meterOn(ledger);
    const callOf = (mode: Call['mode'], note: string): Call => ({
      model: options.endpoint.model,
      prompt: options.hash(canonicalJson(messages)),
      ...meter.total(),
      mode,
      note
    });
    const lost = (): Call => callOf('none', '');
    underWay.add(lost);
    const called = await answerOf(options, {
      role,
      brief,
      schema,
      signal,
      messages,
      mask,
      meter,
      callOf
    });
    // a turn that failed stays among those under way: `unanswered` tells what it took
    underWay.delete(lost);
    return called;
  };
  return {
    kind: 'llm',
    call,
    answer: async (role, brief, schema, signal) => (await call(role, brief, schema, signal)).value,
    unanswered() {
      const calls = [...underWay].map(lost => lost()).filter(({ requests }) => requests > 0);
      underWay.clear();
      return calls;
    }
  };
}

const unmasked: Mask = text => text;

/** @throws CellForgeError "llm/unknown-role". */
function promptOf({ prompts }: LlmOptions, role: string, brief: unknown): readonly Message[] {
  const table = { ...promptTable, ...prompts };
  const entry = table[role];
  if (entry === undefined) {
    throw new CellForgeError({
      code: 'llm/unknown-role',
      message: 'There is no prompt for this role',
      expected: Object.keys(table).join(', '),
      found: role,
      remedy: 'This is a fault of CellForge; please report it.'
    });
  }
  return entry.messages(brief);
}

interface Asking<T> {
  readonly role: string;
  readonly brief: unknown;
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal;
  readonly messages: readonly Message[];
  readonly mask: Mask;
  readonly meter: Meter;
  readonly callOf: (mode: Call['mode'], note: string) => Call;
}

async function answerOf<T>(options: LlmOptions, asking: Asking<T>): Promise<Called<T>> {
  const { endpoint, habits = remembered, prompts } = options;
  const { role, brief, schema, signal, messages, mask, meter, callOf } = asking;
  const session: Session = { endpoint, meter, habits, wire: wireSchema(schema), signal, mask };
  const { check, complete } = { ...promptTable, ...prompts }[role];
  const outcome = await takeTurn(session, {
    messages,
    schema,
    check: value => check?.(brief, value) ?? [],
    complete: value => (complete === undefined ? value : (complete(brief, value) as T))
  });
  if (outcome.kind === 'answered') {
    const { value, mode, leftOut } = outcome;
    const note =
      leftOut === 0 ? '' : `${leftOut} wrong ${leftOut === 1 ? 'item was' : 'items were'} left out`;
    return { value, by: 'llm', call: callOf(mode, note) };
  }
  if (!isBuiltInBrief(brief)) {
    throw unusable(role, outcome, endpoint);
  }
  const value = await options.fallback.answer(role, brief, schema, signal);
  return { value, by: 'built-in', call: callOf(outcome.mode, outcome.reason) };
}

function unusable(
  role: string,
  { code, reason }: { code: string; reason: string },
  endpoint: Endpoint
): CellForgeError {
  return new CellForgeError({
    code,
    message: `The language model at ${hostOf(endpoint)} could not take the turn of the role "${role}"`,
    expected: 'an answer of the asked form, and no built-in expert holds this role',
    found: reason,
    remedy: `Choose another model than "${endpoint.model}", or allow longer answers, and resume the run.`
  });
}
