import type { z } from 'zod';
import { ask, type Reply, type Session } from './ask';
import { objectsIn } from './extract';
import type { Rung } from './habits';
import { shortWords } from './problems';
import type { Message } from './prompts/message';
import { salvage } from './salvage';

/** What a role is asked, and what makes its answer usable beyond the schema. */
export interface TurnQuestion<T> {
  readonly messages: readonly Message[];
  readonly schema: z.ZodType<T>;
  /** Sentences on what is missing in an answer; none where it will do. */
  readonly check: (value: T) => readonly string[];
  /** Takes over what the role said before and need not repeat. */
  readonly complete: (value: T) => T;
}

/** A usable answer, or why the model gave none. */
export type TurnOutcome<T> =
  | { readonly kind: 'answered'; readonly value: T; readonly mode: Rung; readonly leftOut: number }
  | {
      readonly kind: 'unable';
      readonly code: string;
      readonly reason: string;
      readonly mode: Rung;
    };

/** An answer that ran into its limit gets this many times the room, once. */
const moreRoom = 3;

/**
 * One turn: the question, once more with more room when the answer was cut, and one repair with what was wrong. What is
 * then still unusable is salvaged, or the turn is given up.
 *
 * @throws CellForgeError "llm/..." where the endpoint cannot be talked to; StoppedError.
 */
export async function takeTurn<T>(
  session: Session,
  question: TurnQuestion<T>
): Promise<TurnOutcome<T>> {
  let { messages } = question;
  let maxTokens = session.endpoint.maxTokens;
  let isRepaired = false;
  for (;;) {
    const reply = await ask(session, messages, maxTokens);
    const read = readAnswer(session, question, reply);
    if (read.kind === 'answered') {
      return read;
    }
    if (read.kind === 'cut' && maxTokens === session.endpoint.maxTokens) {
      maxTokens *= moreRoom;
    } else if (read.kind === 'wrong' && !isRepaired) {
      isRepaired = true;
      messages = [...question.messages, ...repair(reply, read.complaints)];
    } else {
      return unable(session, question, reply, read);
    }
  }
}

type Read<T> =
  | Extract<TurnOutcome<T>, { kind: 'answered' }>
  | { readonly kind: 'cut' }
  | { readonly kind: 'given-up'; readonly code: string; readonly reason: string }
  | { readonly kind: 'wrong'; readonly complaints: readonly string[] };

function readAnswer<T>(
  { endpoint, wire }: Session,
  question: TurnQuestion<T>,
  reply: Reply
): Read<T> {
  const complaints: string[][] = [];
  for (const candidate of candidatesIn(reply)) {
    const read = question.schema.safeParse(wire.fit(candidate));
    if (!read.success) {
      complaints.push(read.error.issues.slice(0, 8).map(issueText));
      continue;
    }
    const value = question.complete(read.data);
    const missing = question.check(value);
    if (missing.length === 0) {
      return { kind: 'answered', value, mode: reply.mode, leftOut: 0 };
    }
    complaints.push([...missing]);
  }
  if (reply.refusal !== null || reply.finish === 'content_filter') {
    const words =
      reply.refusal === null
        ? 'a filter held the answer back'
        : shortWords(reply.refusal, endpoint);
    return { kind: 'given-up', code: 'llm/refused', reason: `the model declined: ${words}` };
  }
  if (reply.finish === 'too-long') {
    const reason = "the prompt does not fit into the model's context";
    return { kind: 'given-up', code: 'llm/context-too-small', reason };
  }
  if (reply.finish === 'length') {
    return { kind: 'cut' };
  }
  const none =
    reply.finish === 'empty' ? 'The answer was empty.' : 'The answer held no JSON object.';
  return { kind: 'wrong', complaints: complaints[0] ?? [none] };
}

function candidatesIn({ tool, text }: Reply): readonly unknown[] {
  return [...(tool === null ? [] : objectsIn(tool)), ...objectsIn(text)];
}

function issueText(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return `${path === '' ? 'the object' : path}: ${issue.message}`.slice(0, 200);
}

/** The rest of an answer that is repeated to the model. */
const mostRepeated = 4000;

function repair({ text, tool }: Reply, complaints: readonly string[]): readonly Message[] {
  const said = (tool ?? text).slice(0, mostRepeated);
  return [
    ...(said === '' ? [] : [{ role: 'assistant' as const, content: said }]),
    {
      role: 'user',
      content: [
        'That answer cannot be used:',
        ...complaints.map(complaint => `- ${complaint}`),
        'Give the whole JSON object again, corrected.'
      ].join('\n')
    }
  ];
}

function unable<T>(
  { wire }: Session,
  { schema, complete, check }: TurnQuestion<T>,
  reply: Reply,
  read: Exclude<Read<T>, { kind: 'answered' }>
): TurnOutcome<T> {
  const { mode } = reply;
  switch (read.kind) {
    case 'given-up':
      return { kind: 'unable', code: read.code, reason: read.reason, mode };
    case 'cut':
      return {
        kind: 'unable',
        code: 'llm/cut-answer',
        reason: 'the answer was cut off at its limit',
        mode
      };
    case 'wrong': {
      for (const candidate of candidatesIn(reply)) {
        const saved = salvage(wire.fit(candidate), schema);
        const value = saved === null ? null : complete(saved.value);
        if (saved !== null && value !== null && check(value).length === 0) {
          return { kind: 'answered', value, mode, leftOut: saved.leftOut };
        }
      }
      const reason = `no usable answer after one repair: ${read.complaints.slice(0, 3).join(' ')}`;
      return { kind: 'unable', code: 'llm/unusable-answer', reason: reason.slice(0, 300), mode };
    }
  }
}
