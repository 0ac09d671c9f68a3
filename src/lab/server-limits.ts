import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { z } from 'zod';

import { runtimeVersion } from '../core';
import type { Problem } from '../core';
import { LiteratureSection, LlmSection } from './llm-config';

const Config = z.object({
  version: z.string(),
  limits: z.object({
    greatest_minutes: z.number().nullable(),
    allow_always: z.boolean().default(false)
  }),
  allowed_experts: z.array(z.string()).optional(),
  // a section that cannot be read is none: designing by rules needs neither
  llm: LlmSection.nullable().catch(null).optional(),
  literature: LiteratureSection.nullable().catch(null).optional(),
  problems: z
    .array(z.object({ setting: z.string(), message: z.string(), used: z.string() }))
    .catch([])
    .default([])
});

/** What the server's administrator allows, and whether its version fits this page's. */
export interface ServerLimits {
  readonly greatestMinutes: number | null;
  /** Whether a person may let runs go unasked in a notebook. */
  readonly allowsAlways: boolean;
  /** Null: the server says nothing of it, so built-in experts alone. */
  readonly allowedExperts: readonly string[] | null;
  readonly llm: LlmSection | null;
  readonly literature: LiteratureSection | null;
  /** Set where server and page are of different versions. */
  readonly skew: Problem | null;
  /** Set where a setting of the administrator's means nothing. */
  readonly wrong: Problem | null;
}

/** Nothing known: a server without our extension limits nothing. */
export const noLimits: ServerLimits = {
  greatestMinutes: null,
  allowsAlways: false,
  allowedExperts: null,
  llm: null,
  literature: null,
  skew: null,
  wrong: null
};

/** Asks the server once. A server that does not answer is named as a version of its own: none. */
export async function askLimits(settings: ServerConnection.ISettings): Promise<ServerLimits> {
  const address = URLExt.join(settings.baseUrl, 'cellforge', 'config');
  const response = await ServerConnection.makeRequest(address, {}, settings);
  if (!response.ok) {
    return { ...noLimits, skew: skewOf('none, or switched off') };
  }
  const config = Config.safeParse(await response.json());
  if (!config.success) {
    return { ...noLimits, skew: skewOf('one whose answer cannot be read') };
  }
  const { version, limits, allowed_experts, llm, literature, problems } = config.data;
  return {
    greatestMinutes: limits.greatest_minutes,
    allowsAlways: limits.allow_always,
    allowedExperts: allowed_experts ?? null,
    llm: llm ?? null,
    literature: literature ?? null,
    skew: version === runtimeVersion ? null : skewOf(version),
    wrong: wrongOf(problems)
  };
}

/** The first of them in full: who mends one reads the server's log. */
function wrongOf(problems: z.infer<typeof Config>['problems']): Problem | null {
  const [first, ...others] = problems;
  if (first === undefined) {
    return null;
  }
  const more =
    others.length === 0 ? '' : ` So do ${others.map(({ setting }) => setting).join(', ')}.`;
  return {
    code: 'server/wrong-setting',
    message: `The server's setting ${first.setting} of CellForge means nothing`,
    expected: `${first.message}${more}`,
    found: `used instead: ${first.used}`,
    remedy: 'Tell who runs the server; what is used instead allows no more than was meant.'
  };
}

function skewOf(found: string): Problem {
  return {
    code: 'server/other-version',
    message: 'The server has another version of CellForge than this page',
    expected: `jupyterlab-cellforge ${runtimeVersion} on the server`,
    found,
    remedy:
      'Restart the server after updating, then reload the page. Reading and designing work meanwhile.'
  };
}
