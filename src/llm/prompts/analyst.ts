import type { AnalystRole } from '../../core';

/** One analyst of Task Analysis as data: who it is, and what else than claims it may answer. */
export interface AnalystPersona {
  readonly role: AnalystRole;
  readonly text: string;
  /** What to do, in this role's words. */
  readonly duty: string;
}
