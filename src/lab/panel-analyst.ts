import { PromiseDelegate } from '@lumino/coreutils';

import { isCoveredByAlways, throwIfStopped } from '../core';
import type { Analyst, Approval, CodeDecision, CodeToApprove, Offer } from '../core';
import { Waiting } from './waiting';

/** What holds for every run of one notebook until it is closed. */
export interface StandingApprovals {
  /** "Always for this notebook": code of no new import and no exception runs unasked. */
  code: boolean;
}

/** The person at the panel: comments wait until a round reads them, a plan or code waits until it is decided. */
export class PanelAnalyst implements Analyst {
  private waiting: string[] = [];
  private decision: PromiseDelegate<Approval> | null = null;
  private next: Approval | null = null;
  private codeDecision: PromiseDelegate<CodeDecision> | null = null;
  private code: CodeToApprove | null = null;
  private readonly offers: Waiting<Offer, boolean>;

  /** `onChange` tells that `comments`, `isAsked` or `waitingCode` changed. */
  constructor(
    private readonly onChange: () => void,
    private readonly standing: StandingApprovals = { code: false }
  ) {
    this.offers = new Waiting(onChange);
  }

  /** Sent, not yet read. */
  get waitingComments(): readonly string[] {
    return this.waiting;
  }

  /** Whether the plan waits for a decision. */
  get isAsked(): boolean {
    return this.decision !== null;
  }

  /** The agent's code that waits for a decision; null when none does. */
  get waitingCode(): CodeToApprove | null {
    return this.code;
  }

  /** Whether "always for this notebook" may be offered for the code that waits: not with a new import or an exception. */
  get mayAlways(): boolean {
    return this.code !== null && isCoveredByAlways(this.code);
  }

  /** What would be sent to a language model, waiting for a yes or no; null when nothing waits. */
  get waitingOffer(): Offer | null {
    return this.offers.asked;
  }

  /** Lets what waits be sent, or not; false when nothing waits. */
  decideOffer(isGiven: boolean): boolean {
    return this.offers.answer(isGiven);
  }

  consent(offer: Offer, signal: AbortSignal): Promise<boolean> {
    return this.offers.ask(offer, signal);
  }

  say(text: string): void {
    this.waiting = [...this.waiting, text];
    this.onChange();
  }

  /** Answers the plan that waits; false when none does. */
  decide(approval: Approval): boolean {
    if (this.decision === null) {
      return false;
    }
    this.decision.resolve(approval);
    this.decision = null;
    this.onChange();
    return true;
  }

  /** Answers the next plan that asks: for a decision made while the run is taken up again. */
  decideNext(approval: Approval): void {
    this.next = approval;
  }

  async comments(): Promise<readonly string[]> {
    const read = this.waiting;
    this.waiting = [];
    if (read.length > 0) {
      this.onChange();
    }
    return read;
  }

  /** Answers the code that waits; false when none does. `always` holds for the notebook, where it may. */
  decideCode(decision: CodeDecision, { always = false }: { always?: boolean } = {}): boolean {
    if (this.codeDecision === null) {
      return false;
    }
    if (always && decision === 'run' && this.mayAlways) {
      this.standing.code = true;
    }
    this.codeDecision.resolve(decision);
    this.codeDecision = null;
    this.code = null;
    this.onChange();
    return true;
  }

  async approveCode(code: CodeToApprove, signal: AbortSignal): Promise<CodeDecision> {
    throwIfStopped(signal);
    if (this.standing.code && isCoveredByAlways(code)) {
      return 'run';
    }
    const decision = new PromiseDelegate<CodeDecision>();
    this.codeDecision = decision;
    this.code = code;
    this.onChange();
    try {
      return await untilDecided(decision, signal);
    } finally {
      this.codeDecision = null;
      this.code = null;
    }
  }

  async approve(_run: string, signal: AbortSignal): Promise<Approval> {
    throwIfStopped(signal);
    if (this.next !== null) {
      const decided = this.next;
      this.next = null;
      return decided;
    }
    const decision = new PromiseDelegate<Approval>();
    this.decision = decision;
    this.onChange();
    try {
      return await untilDecided(decision, signal);
    } finally {
      this.decision = null;
    }
  }
}

/** The decision, or the reason of a stop that came first. */
async function untilDecided<T>(decision: PromiseDelegate<T>, signal: AbortSignal): Promise<T> {
  const abort = () => decision.reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await decision.promise;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
