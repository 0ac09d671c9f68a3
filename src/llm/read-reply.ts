import { isRecord } from './is-record';
import type { Usage } from './meter';

/** Why a reply with status 200 is no answer. */
export interface ReplyFault {
  readonly code: string;
  readonly message: string;
  /** Whether another try makes sense. */
  readonly mayPass: boolean;
}

/** A whole reply, plain or streamed: what it took, and whether it is one. */
export interface ReadReply {
  readonly usage: Usage | null;
  readonly fault: ReplyFault | null;
}

const fault = (code: string, message: string, mayPass = true): ReplyFault => ({
  code,
  message,
  mayPass
});

/** Reads what a server sent with status 200. */
export function readReply(text: string, contentType: string): ReadReply {
  if (/html/i.test(contentType) || /^\s*</.test(text)) {
    const message = 'The address answers with a web page';
    return { usage: null, fault: fault('llm/html', message, false) };
  }
  return /event-stream/i.test(contentType) || /^\s*(data|event|:)/.test(text)
    ? readStream(text)
    : readWhole(text);
}

function readWhole(text: string): ReadReply {
  const reply = parsed(text);
  if (!isRecord(reply)) {
    return { usage: null, fault: fault('llm/not-json', 'The reply is not JSON') };
  }
  return { usage: usageOf(reply), fault: faultIn(reply) };
}

function readStream(text: string): ReadReply {
  const lines = text
    .split(/\r?\n/)
    .filter(line => line.startsWith('data:'))
    .map(line => line.slice('data:'.length).trim());
  const chunks = lines.filter(line => line !== '[DONE]').map(parsed);
  const records = chunks.filter(isRecord);
  const usage = records.map(usageOf).reduce((last, next) => next ?? last, null);
  const wrong = records.find(chunk => isRecord(chunk.error));
  if (wrong !== undefined) {
    return { usage, fault: faultIn(wrong) };
  }
  const isEnded = lines.includes('[DONE]') || records.some(isFinished);
  const isWhole = isEnded && records.length === chunks.length;
  return {
    usage,
    fault: isWhole ? null : fault('llm/stream-cut', 'The stream ended before its answer did')
  };
}

function faultIn(reply: Record<string, unknown>): ReplyFault | null {
  if (isRecord(reply.error)) {
    const { code, message } = reply.error;
    const own = typeof code === 'string' && code.startsWith('llm/') ? code : 'llm/upstream-error';
    return fault(
      own,
      typeof message === 'string' ? message : 'no explanation',
      !own.startsWith('llm/cap-')
    );
  }
  return Array.isArray(reply.choices) ? null : fault('llm/bad-shape', 'The reply has no choices');
}

function isFinished({ choices }: Record<string, unknown>): boolean {
  return (
    Array.isArray(choices) &&
    choices.some(choice => isRecord(choice) && typeof choice.finish_reason === 'string')
  );
}

/** Null where the server does not tell, or tells what cannot be counted. */
function usageOf({ usage }: Record<string, unknown>): Usage | null {
  if (!isRecord(usage)) {
    return null;
  }
  const details = usage.prompt_tokens_details;
  const cached = count(isRecord(details) ? details.cached_tokens : 0) ?? 0;
  const prompt = count(usage.prompt_tokens);
  // an endpoint that only embeds or refuses tells no completion
  const completion = count(usage.completion_tokens ?? 0);
  return prompt === null || completion === null ? null : { prompt, cached, completion };
}

const count = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
