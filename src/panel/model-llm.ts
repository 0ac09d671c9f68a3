import type { CodeToApprove } from '../core/experiment/code/code-approval';
import type { ProposedKnowledge } from '../core/knowledge/annotations';
import type { Offer } from '../core/minds/offer';
import type { Price } from '../core/minds/price';

/** Who can be chosen to speak for the experts. */
export type ExpertsChoice = 'built-in' | 'llm';

/** Why something cannot be chosen. */
export type Blocked =
  /** The server has not answered yet. */
  'asking' | 'not-configured' | 'not-allowed' | 'no-answer';

/** Language models as far as the panel shows them: what is offered, what is chosen, what waits for the analyst. */
export interface LlmState {
  /** For the next design. */
  readonly experts: ExpertsChoice;
  /** The label or host of the endpoint; never an address. Null where none is offered. */
  readonly to: string | null;
  /** Chosen; null until there is one. */
  readonly model: string | null;
  /** Known without asking the endpoint, then what it lists. */
  readonly models: readonly string[];
  readonly isListing: boolean;
  /** Names of donors, samples and batches are masked in what the next design sends. */
  readonly masksNames: boolean;
  /** Why no language model can be chosen; null: one can. */
  readonly blocked: Blocked | null;
  readonly builtInBlocked: 'not-allowed' | null;
  /** By model; a model without an entry has an unknown price, never 0. */
  readonly prices: Readonly<Record<string, Price>>;
  readonly currency: string;
  /** What may be typed for this session, where the administrator allows it; null: nothing. */
  readonly session: { readonly hasKey: boolean } | null;
  /** Whether calls go from this page to an endpoint typed for the session, past the server and its caps. */
  readonly isDirect: boolean;
  /** What would be sent, waiting for a yes or no; null: nothing waits. */
  readonly consent: Offer | null;
  /** A table of prior knowledge that a language model proposes, waiting for a yes or no; null: nothing waits. */
  readonly knowledge: ProposedKnowledge | null;
  /** Ask it for one in the next design, where targets are unseen. */
  readonly annotate: boolean;
  /** An agent's model cell that waits for a yes or no. */
  readonly code: CodeWaiting | null;
}

/** A model cell that waits, and whether "always for this notebook" may be offered for it. */
export interface CodeWaiting {
  readonly code: CodeToApprove;
  readonly mayAlways: boolean;
}

/** An endpoint of the analyst's own, kept in memory for the session. */
export interface SessionEndpoint {
  readonly address: string;
  readonly model: string;
  /** Empty: none. */
  readonly key: string;
}

/** What the panel can ask for about language models. */
export interface LlmActions {
  chooseExperts(experts: ExpertsChoice): void;
  chooseModel(model: string): void;
  /** Masks names of donors, samples and batches in what the next design sends, or not. */
  maskNames(isMasked: boolean): void;
  /** Asks the endpoint for its models; sends nothing of the data. */
  listModels(): void;
  /** Uses an endpoint from this page until it is closed; null goes back to the server's. */
  useSessionEndpoint(endpoint: SessionEndpoint | null): void;
  consent(isGiven: boolean): void;
  decideKnowledge(isApproved: boolean): void;
  chooseAnnotate(annotate: boolean): void;
  /** `always` holds for later runs of code in this notebook, where it may be offered. */
  decideCode(decision: 'run' | 'refuse', always: boolean): void;
}

/** Nothing known of language models. */
export const noLlm: LlmState = {
  experts: 'built-in',
  to: null,
  model: null,
  models: [],
  isListing: false,
  masksNames: false,
  blocked: 'asking',
  builtInBlocked: null,
  prices: {},
  currency: '',
  session: null,
  isDirect: false,
  consent: null,
  knowledge: null,
  annotate: false,
  code: null
};
