import { PromiseDelegate } from '@lumino/coreutils';

import { throwIfStopped } from '../core';

/** A question that waits for a person: one at a time, given up when the run is stopped. */
export class Waiting<Question, Answer> {
  private decision: PromiseDelegate<Answer> | null = null;
  private question: Question | null = null;

  /** `onChange` tells that a question came or was answered. */
  constructor(private readonly onChange: () => void) {}

  /** What is asked now; null: nothing. */
  get asked(): Question | null {
    return this.question;
  }

  /** The person's answer, or the reason of a stop that came first. */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    throwIfStopped(signal);
    const decision = new PromiseDelegate<Answer>();
    const abort = () => decision.reject(signal.reason);
    this.decision = decision;
    this.question = question;
    signal.addEventListener('abort', abort);
    this.onChange();
    try {
      return await decision.promise;
    } finally {
      signal.removeEventListener('abort', abort);
      this.decision = null;
      this.question = null;
    }
  }

  /** Answers what is asked; false when nothing is. */
  answer(answer: Answer): boolean {
    if (this.decision === null) {
      return false;
    }
    this.decision.resolve(answer);
    this.decision = null;
    this.question = null;
    this.onChange();
    return true;
  }
}
