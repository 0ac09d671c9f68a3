import type { RunToApprove } from '../core';

/** Starts that a person has just let happen by a button that says so: each is good for one start. */
export class StartsAllowed {
  private next = false;
  private readonly models = new Set<string>();

  /** The next start, whichever cells. */
  allowNext(): void {
    this.next = true;
  }

  /** A start whose model cell is the code that was approved. */
  allowModel(hash: string): void {
    this.models.add(hash);
  }

  forget(): void {
    this.next = false;
    this.models.clear();
  }

  /** Whether a start was let happen; afterwards nothing more is. */
  take({ model_hash }: Pick<RunToApprove, 'model_hash'>): boolean {
    const isAllowed = this.next || this.models.has(model_hash);
    this.forget();
    return isAllowed;
  }
}
