import { z } from 'zod';
import { CellForgeError } from '../errors';
import type { RunEvent, RunStarted } from '../events';
import { fold } from '../fold';
import { fromBase64, toBase64 } from './base64';
import { damagedRecord, hostile, parseUntrusted, recordLimits } from './bounded-json';
import { checkChain, eventLines } from './chain';
import type { Hash } from './chain';
import type { Compression } from './compression';
import { migrate, recordVersion } from './migrations';

/** The one key of ours in a notebook's metadata, and in that of a cell. */
export const metadataKey = 'cellforge';

/** One run as it is stored: readable facts for tools that list runs, and the packed log that alone counts. */
const StoredRun = z.strictObject({
  pipeline: z.string(),
  experts: z.string(),
  started_at: z.string().nullable(),
  plan: z.string().nullable(),
  events: z.int(),
  /** base64 of gzip of the log, one canonical event a line. */
  log: z.string()
});

/** The record of a notebook: every run it carries. */
export const StoredRecord = z.strictObject({
  version: z.literal(recordVersion),
  runs: z.record(z.string(), StoredRun)
});
export type StoredRecord = z.infer<typeof StoredRecord>;

export const emptyRecord: StoredRecord = { version: recordVersion, runs: {} };

export interface RecordTools {
  readonly compression: Compression;
  readonly hash: Hash;
}

/**
 * A stored record of any released version, its outer form checked; the runs' logs stay packed.
 *
 * @throws CellForgeError "record/newer", "record/damaged", "record/hostile".
 */
export function readRecord(raw: unknown): StoredRecord {
  // before anything walks over it: what JSON.parse made of a notebook may be of any size
  checkSize(raw);
  const parsed = StoredRecord.safeParse(migrate(raw));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw damagedRecord(
      `${issue.path.slice(0, 3).map(String).join('.')}: ${issue.message.slice(0, 200)}`
    );
  }
  return parsed.data;
}

/**
 * The events of one run, unpacked and checked: limits, schema, order, chain, and that the log is of this run.
 *
 * @throws CellForgeError "record/no-such-run", "record/damaged", "record/hostile".
 */
export function unpackRun(
  record: StoredRecord,
  run: string,
  tools: RecordTools
): readonly RunEvent[] {
  const stored = Object.hasOwn(record.runs, run) ? record.runs[run] : undefined;
  if (stored === undefined) {
    throw new CellForgeError({
      code: 'record/no-such-run',
      message: `The record holds no run ${run}`,
      expected: `one of ${Object.keys(record.runs).slice(0, 5).join(', ') || 'no runs at all'}`,
      found: run,
      remedy: 'The cells may come from another notebook: open the one they were designed in.'
    });
  }
  const events = readLines(unpackText(stored.log, tools.compression), tools.hash);
  const found = (events[0] as RunStarted | undefined)?.run;
  if (found !== run) {
    throw damagedRecord(`the log of ${found ?? 'no run'} under the name of ${run}`);
  }
  return events;
}

/** The record with this run added, or put in the place of an earlier state of it. */
export function withRun(
  record: StoredRecord,
  events: readonly RunEvent[],
  { compression }: Pick<RecordTools, 'compression'>
): StoredRecord {
  const view = fold(events);
  const stored = {
    pipeline: view.pipeline,
    experts: view.experts,
    started_at: view.startedAt,
    plan: view.plan?.name ?? null,
    events: events.length,
    log: toBase64(compression.compress(eventLines(events)))
  };
  return { ...record, runs: { ...record.runs, [view.run]: stored } };
}

/** The record without this run. */
export function withoutRun(record: StoredRecord, run: string): StoredRecord {
  const { [run]: _removed, ...runs } = record.runs;
  return { ...record, runs };
}

/**
 * The events in a log's text, as a run folder or a record holds them.
 *
 * @throws CellForgeError "record/damaged", "record/hostile".
 */
export function readLines(text: string, hash: Hash): readonly RunEvent[] {
  const lines = countLines(text);
  if (lines > recordLimits.events) {
    throw hostile(`${lines.toLocaleString('en')} events`);
  }
  if (text.length > recordLimits.bytes) {
    throw hostile(`${text.length.toLocaleString('en')} characters in one run`);
  }
  const events = text.split('\n').filter(line => line !== '');
  return checkChain(
    events.map(line => parseUntrusted(line)),
    hash
  );
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (++count > recordLimits.events) {
      break;
    }
  }
  return count;
}

function unpackText(log: string, compression: Compression): string {
  try {
    return compression.decompress(fromBase64(log), recordLimits.bytes);
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('unpacked')) {
      throw hostile(error.message);
    }
    throw damagedRecord('packed bytes that cannot be unpacked');
  }
}

function checkSize(raw: unknown): void {
  const runs: unknown = (raw as { runs?: unknown } | null)?.runs;
  if (runs === null || typeof runs !== 'object') {
    return;
  }
  let count = 0;
  let packed = 0;
  for (const run in runs) {
    const log: unknown = (runs as Readonly<Record<string, { log?: unknown } | null>>)[run]?.log;
    packed += typeof log === 'string' ? log.length : 0;
    if (++count > recordLimits.runs) {
      throw hostile(`more than ${recordLimits.runs} runs`);
    }
  }
  if (packed > recordLimits.packedBytes) {
    throw hostile(`${(packed / 1_000_000).toFixed(1)} MB of packed runs`);
  }
}
