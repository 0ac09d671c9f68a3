import { PromiseDelegate } from '@lumino/coreutils';

import { throwIfStopped } from '../core';
import type { Analyst, Approval } from '../core';

/** The person at the panel: comments wait until a round reads them, a plan waits until it is decided. */
export class PanelAnalyst implements Analyst {
  private waiting: string[] = [];
  private decision: PromiseDelegate<Approval> | null = null;
  private next: Approval | null = null;

  /** `onChange` tells that `comments` or `isAsked` changed. */
  constructor(private readonly onChange: () => void) {}

  /** Sent, not yet read. */
  get waitingComments(): readonly string[] {
    return this.waiting;
  }

  /** Whether the plan waits for a decision. */
  get isAsked(): boolean {
    return this.decision !== null;
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
    const abort = () => decision.reject(signal.reason);
    signal.addEventListener('abort', abort);
    try {
      return await decision.promise;
    } finally {
      signal.removeEventListener('abort', abort);
      this.decision = null;
    }
  }
}
