import { z } from 'zod';
import { RunId } from '../run-id';

/** What an inserted cell remembers under `metadataKey`: small, no paths, no prompts. */
export const CellMark = z.object({
  run: RunId,
  /** The planned cell's name. */
  step: z.string(),
  title: z.string(),
  /** sha256 of the source as inserted: another source means that it was edited. */
  hash: z.string()
});
export type CellMark = z.infer<typeof CellMark>;

/** The mark of a cell of ours; null for the user's own cells and for damaged marks. */
export function readMark(metadata: unknown): CellMark | null {
  const parsed = CellMark.safeParse(metadata);
  return parsed.success ? parsed.data : null;
}

/** Runs that cells of a notebook name and its record does not hold: stripped metadata, or cells pasted from elsewhere. */
export function runsWithoutRecord(
  marks: readonly CellMark[],
  record: { readonly runs: Readonly<Record<string, unknown>> }
): readonly string[] {
  return [...new Set(marks.map(mark => mark.run))].filter(run => !Object.hasOwn(record.runs, run));
}
