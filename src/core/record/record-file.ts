import { z } from 'zod';
import { damagedRecord, parseUntrusted, recordLimits } from './bounded-json';
import { readRecord, unpackRun } from './record';
import type { RecordTools, StoredRecord } from './record';

/** What an exported record's name ends with. */
export const recordFileSuffix = '.cellforge.json';

const RecordFile = z.strictObject({
  format: z.literal('cellforge-record'),
  /** The notebook's name, for people. */
  notebook: z.string(),
  record: z.unknown()
});

/** The text of a `.cellforge.json`: for tools that strip a notebook's metadata. */
export function exportRecord(record: StoredRecord, notebook: string): string {
  return `${JSON.stringify({ format: 'cellforge-record', notebook, record }, null, 1)}\n`;
}

/**
 * The record in the text of a `.cellforge.json`, every run of it checked.
 *
 * @throws CellForgeError "record/newer", "record/damaged", "record/hostile".
 */
export function importRecord(text: string, tools: RecordTools): StoredRecord {
  const raw = parseUntrusted(text, recordLimits.packedBytes + 1_000_000);
  const parsed = RecordFile.safeParse(raw);
  if (!parsed.success) {
    throw damagedRecord('a file that is not an exported CellForge record');
  }
  const record = readRecord(parsed.data.record);
  for (const run of Object.keys(record.runs)) {
    unpackRun(record, run, tools);
  }
  return record;
}
