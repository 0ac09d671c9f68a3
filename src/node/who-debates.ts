import type {
  Ablation,
  Assessment,
  Described,
  Mind,
  Recorded,
  RunRequest,
  Settings
} from '../core';

/** Who answers in the debate, and what follows from that choice. */
export interface Experts {
  readonly name: string;
  readonly mind: Mind;
  /** Settings that stand unless the analyst says otherwise. */
  readonly settings: Settings;
  /** What was switched off in the debate that is replayed. */
  readonly ablation?: readonly Ablation[];
  /** What else of the request is as recorded: what agents were asked. */
  readonly asked?: Partial<
    Pick<
      RunRequest,
      'objective' | 'constraints' | 'rounds' | 'refine' | 'search' | 'coder' | 'approve_code'
    >
  >;
  /** What was answered in the debate that is held again. */
  readonly recorded?: Recorded;
  /** @throws CellForgeError where the debate was about other data. */
  check(described: Described): void;
  /** The same, once baselines are scored. */
  checkScored?(assessment: Assessment): void;
}
