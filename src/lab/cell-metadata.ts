import { z } from 'zod';

/** The one key of ours in cell and notebook metadata. */
export const METADATA_KEY = 'cellforge';

/** What an inserted cell remembers: small, no paths, no prompts. */
export const CellMark = z.object({
  run: z.string(),
  step: z.string(),
  title: z.string(),
  /** sha256 of the source as inserted: another source means "edited by you". */
  hash: z.string()
});
export type CellMark = z.infer<typeof CellMark>;

/** The mark of a cell of ours; null for the user's own cells and for damaged marks. */
export function readMark(metadata: unknown): CellMark | null {
  const parsed = CellMark.safeParse(metadata);
  return parsed.success ? parsed.data : null;
}
