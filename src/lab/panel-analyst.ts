import { PromiseDelegate } from '@lumino/coreutils';

import { isCoveredByAlways, throwIfStopped } from '../core';
import type {
  Analyst,
  Approval,
  ApprovalAnswer,
  CodeDecision,
  CodeToApprove,
  Offer,
  ProposedKnowledge,
  RunToApprove
} from '../core';
import type { StandingApprovals } from './standing-approvals';
import { StartsAllowed } from './starts-allowed';
import { Waiting } from './waiting';

/** A person's own rule about a notebook. */
export type Standing = Pick<StandingApprovals, 'mayStand' | 'covers' | 'grant'>;

/** The person at the panel: comments wait until a round reads them, a plan or code waits until it is decided. */
export class PanelAnalyst implements Analyst {
  private waiting: string[] = [];
  private decision: PromiseDelegate<Approval> | null = null;
  private next: Approval | null = null;
  private readonly offers: Waiting<Offer, boolean>;
  private readonly codes: Waiting<CodeToApprove, CodeDecision>;
  private readonly runs: Waiting<RunToApprove, CodeDecision>;
  private isConsentGiven = false;
  private readonly starts = new StartsAllowed();
  /** Code that was let run here, in this page: what a log says of it is not enough. */
  private readonly approved = new Set<string>();
  /** A table that a language model proposes. */
  readonly tables: Waiting<ProposedKnowledge, boolean>;

  /** `onChange` tells that something began or ended to wait; `chain` is where the run's log stands. */
  constructor(
    private readonly onChange: () => void,
    private readonly standing: Standing = noStanding,
    private readonly chain: () => string = () => ''
  ) {
    this.offers = new Waiting(onChange);
    this.codes = new Waiting(onChange);
    this.runs = new Waiting(onChange);
    this.tables = new Waiting(onChange);
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
    return this.codes.asked;
  }

  /** Cells that wait to be let run; null when none do. */
  get waitingRun(): RunToApprove | null {
    return this.runs.asked;
  }

  /** Whether "always for this notebook" may be offered for what waits: never with a new import, an exception or an edited cell. */
  get mayAlways(): boolean {
    const { waitingCode, waitingRun } = this;
    const isCovered =
      waitingRun === null
        ? waitingCode !== null && isCoveredByAlways(waitingCode)
        : isAsInserted(waitingRun);
    return isCovered && this.standing.mayStand;
  }

  /** What would be sent to a language model, waiting for a yes or no; null when nothing waits. */
  get waitingOffer(): Offer | null {
    return this.offers.asked;
  }

  /** Lets what waits be sent, or not; false when nothing waits. */
  decideOffer(isGiven: boolean): boolean {
    return this.offers.answer(isGiven);
  }

  /** Whether something may be sent: agreed to here, in this page. */
  get hasConsented(): boolean {
    return this.isConsentGiven;
  }

  async consent(offer: Offer, signal: AbortSignal): Promise<boolean> {
    this.isConsentGiven = await this.offers.ask(offer, signal);
    return this.isConsentGiven;
  }

  approveKnowledge(table: ProposedKnowledge, signal: AbortSignal): Promise<boolean> {
    return this.tables.ask(table, signal);
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
    this.noteStart(approval);
    this.decision.resolve(signed(approval));
    this.decision = null;
    this.onChange();
    return true;
  }

  /** Answers the next plan that asks: for a decision made while the run is taken up again. */
  decideNext(approval: Approval): void {
    this.noteStart(approval);
    this.next = signed(approval);
  }

  /** The next start of the run's cells was asked for by a button that says so. */
  allowNextStart(): void {
    this.starts.allowNext();
  }

  /** Answers given beforehand that nothing has taken up: a stop ends those too, and so does the end of the work. */
  forgetAnswers(): void {
    this.next = null;
    this.starts.forget();
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
    const { waitingCode: code, mayAlways } = this;
    if (code !== null && decision === 'run') {
      this.approved.add(idOf(code.run, code.source_hash));
      if (code.isMend) {
        this.starts.allowModel(code.source_hash);
      }
      this.grant(code.run, always && mayAlways);
    }
    return this.codes.answer(decision);
  }

  /** Answers the cells that wait; false when none do. */
  decideRun(decision: CodeDecision, { always = false }: { always?: boolean } = {}): boolean {
    const { waitingRun: run, mayAlways } = this;
    if (run !== null && decision === 'run') {
      this.approved.add(idOf(run.run, run.model_hash));
      this.grant(run.run, always && mayAlways);
    }
    return this.runs.answer(decision);
  }

  hasApproved(run: string, source_hash: string): boolean {
    return this.approved.has(idOf(run, source_hash));
  }

  async approveCode(code: CodeToApprove, signal: AbortSignal): Promise<ApprovalAnswer> {
    throwIfStopped(signal);
    if (this.standing.covers(code.run) && isCoveredByAlways(code)) {
      this.approved.add(idOf(code.run, code.source_hash));
      return { decision: 'run', by: 'always', isNew: true };
    }
    return { decision: await this.codes.ask(code, signal), by: 'analyst', isNew: true };
  }

  async approveRun(run: RunToApprove, signal: AbortSignal): Promise<ApprovalAnswer> {
    throwIfStopped(signal);
    // an agent's code that nobody here let run is shown first, whatever was pressed
    const isSeen = !run.isByAgent || this.hasApproved(run.run, run.model_hash);
    if (this.starts.take(run) && isSeen) {
      return { decision: 'run', by: 'analyst', isNew: true };
    }
    if (this.standing.covers(run.run) && isAsInserted(run)) {
      return { decision: 'run', by: 'always', isNew: true };
    }
    return { decision: await this.runs.ask(run, signal), by: 'analyst', isNew: true };
  }

  private noteStart({ decision }: Approval): void {
    if (decision === 'insert-and-run') {
      this.starts.allowNext();
    }
  }

  private grant(run: string, isWanted: boolean): void {
    if (isWanted) {
      this.standing.grant(run, this.chain());
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

const noStanding: Standing = { mayStand: false, covers: () => false, grant: () => undefined };

const idOf = (run: string, hash: string): string => `${run} ${hash}`;

/** Whether every cell is as the log says it was inserted: a rule made beforehand covers no others. */
const isAsInserted = ({ cells }: RunToApprove): boolean => cells.every(cell => !cell.isChanged);

/** A plan's approval with who gave it. */
function signed(approval: Approval): Approval {
  const isToInsert = approval.decision === 'insert' || approval.decision === 'insert-and-run';
  return isToInsert && !('by' in approval) ? { ...approval, by: 'analyst' } : approval;
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
