import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

/** Reading objects from the kernel. Without it the panel shows shared runs only. */
export interface IInspect {
  readonly id: 'inspect';
}
export const IInspect = new Token<IInspect>(
  'jupyterlab-cellforge:IInspect',
  'Reads AnnData and MuData objects from the running kernel.'
);

/** Debating and composing a plan. */
export interface IDesign {
  readonly id: 'design';
  /** Who speaks for the experts when the analyst has not chosen. */
  experts(): string;
  /** The model that is chosen at first, where the server offers it; empty: the server's default. */
  model(): string;
  rounds(): number;
  /** New candidates at most that results on inner folds may lead to; null: as is usual for the experts. */
  refine(): number | null;
  /** Candidates that each training set chooses among; 0: none. */
  search(): number;
}
export const IDesign = new Token<IDesign>(
  'jupyterlab-cellforge:IDesign',
  'Designs a method: experts, moderator, plan.'
);

/** Putting cells into the notebook and running them. */
export interface IRun {
  readonly id: 'run';
  /** One of what follows may answer otherwise now. */
  readonly changed: ISignal<unknown, void>;
  /** Whether the notebook only receives cells unless the analyst asks for more. */
  insertOnly(): boolean;
  /** Greatest minutes a run may train; the administrator's limit is the lower of the two. */
  minutes(): number;
}
export const IRun = new Token<IRun>(
  'jupyterlab-cellforge:IRun',
  'Inserts the cells of a plan, runs them and follows them.'
);

/** Keeping the run in the notebook, replaying and verifying it. */
export interface IRecord {
  readonly id: 'record';
}
export const IRecord = new Token<IRecord>(
  'jupyterlab-cellforge:IRecord',
  'Keeps the record of each run in the notebook.'
);

/** What is switched on; null where an administrator or a person switched the plugin off. */
export interface Capabilities {
  readonly inspect: IInspect | null;
  readonly design: IDesign | null;
  readonly run: IRun | null;
  readonly record: IRecord | null;
}
