import {
  builtInMind,
  bundledLibrary,
  CellForgeError,
  evidenceTopics,
  sha256Hex,
  situationFacts
} from '../core';
import type { Constraint, Described, Mind, Situation } from '../core';
import type { DesignEstimate, Endpoint, Estimate } from '../llm';
import type { LateMask } from './late-mask';

/** Where the endpoint is told: never on the command line, where others can read it. */
const variables = ['OPENAI_BASE_URL', 'OPENAI_API_KEY', 'CELLFORGE_MODEL'] as const;

/** For one answer; a reasoning model's thoughts count too, and a cut answer is asked for once more with three times this. */
const maxTokens = 6000;
const timeoutMs = 300_000;

/** @throws CellForgeError "arguments/no-endpoint" naming the variables that are missing, or an address that is none. */
export function endpointFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Endpoint {
  const missing = variables.filter(name => (environment[name] ?? '').trim() === '');
  const [baseURL, apiKey, model] = variables.map(name => (environment[name] ?? '').trim());
  if (missing.length > 0) {
    throw noEndpoint(
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set`,
      'Set them in the environment. For an endpoint that needs no key, any word will do as OPENAI_API_KEY.'
    );
  }
  if (!URL.canParse(baseURL) || !/^https?:$/.test(new URL(baseURL).protocol)) {
    throw noEndpoint('OPENAI_BASE_URL is no http(s) address', 'It usually ends in /v1.');
  }
  return { baseURL, apiKey, model, maxTokens, timeoutMs };
}

function noEndpoint(found: string, remedy: string): CellForgeError {
  return new CellForgeError({
    code: 'arguments/no-endpoint',
    message: 'The language model to ask is not told',
    expected: variables.join(', '),
    found,
    remedy
  });
}

/** What language models are given besides the endpoint. */
export interface FromOutside {
  /** What hides names in all that is sent. */
  readonly mask?: LateMask['mask'];
  /** Tokens that were taken before, of the same budget. */
  readonly usedTokens?: number;
}

/** Experts behind the endpoint; what they may take is at most `budgetTokens`. */
export async function llmExperts(
  budgetTokens: number | null,
  { mask, usedTokens = 0 }: FromOutside = {}
): Promise<Mind> {
  const endpoint = endpointFromEnvironment();
  const { llmMind } = await import('../llm');
  return llmMind({
    endpoint,
    fallback: builtInMind(),
    hash: sha256Hex,
    budgetTokens,
    usedTokens,
    ...(mask && { mask })
  });
}

/** What a dry run tells of the calls that it does not make. */
export interface WouldSend {
  /** Host only: an address can hold a key. */
  readonly to: string;
  readonly model: string;
  readonly first: Estimate;
  readonly design: DesignEstimate;
}

/** To whom how much would be sent; null where there is no task to argue about. */
export async function wouldSend(
  { profile, task }: Described,
  constraints: readonly Constraint[],
  rounds: number,
  signal: AbortSignal
): Promise<WouldSend | null> {
  const endpoint = endpointFromEnvironment();
  if (profile === null || task === null) {
    return null;
  }
  const { firstRequest, hostOf, wholeDesign } = await import('../llm');
  const evidence = await bundledLibrary().search(evidenceTopics(task), signal);
  const facts = situationFacts(profile, null);
  const situation: Situation = {
    facts,
    task,
    assessment: null,
    constraints,
    evidence,
    isFree: true
  };
  const first = firstRequest(situation);
  return {
    to: hostOf(endpoint),
    model: endpoint.model,
    first,
    design: wholeDesign(first, rounds)
  };
}

/** The same for a person. */
export function sendingLines({ to, model, first, design }: WouldSend): readonly string[] {
  const size = ({ bytes, tokens }: Estimate): string =>
    `${bytes.toLocaleString('en')} bytes, about ${tokens.toLocaleString('en')} tokens`;
  return [
    `would be sent to ${to} (model ${model}): task, measured numbers, baselines and literature; never cells`,
    `first prompt: ${size(first)}; whole design: at most ${design.calls} calls, ${size(design)}`
  ];
}
