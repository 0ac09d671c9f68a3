import { addEvent, fold, runPipeline, StoppedError, throwIfStopped } from '../core';
import type { Mind, Ports, RunEvent, RunRequest, RunView } from '../core';
import { consentedMind } from './consented-mind';
import { PanelAnalyst } from './panel-analyst';
import type { Standing } from './panel-analyst';
import { takenUp } from './taken-up';

export interface LiveRunOptions {
  readonly request: RunRequest;
  readonly ports: Omit<Ports, 'analyst' | 'mind'>;
  readonly mind: Mind;
  /** What was recorded of the run before: empty for a new one. */
  readonly recorded: readonly RunEvent[];
  /** Approvals that outlive the run. */
  readonly standing: Standing;
  /** Where the run's log stands. */
  readonly chain: () => string;
  /** What must be so before anybody answers: rejects where the run may not be worked on. */
  readonly prepare: (options: WorkOptions) => Promise<unknown>;
  readonly now: () => string;
  /** Settles when the kernel has come to rest after a stop: until then the run is still stopping. */
  readonly atRest: () => Promise<void>;
  readonly onChange: () => void;
}

export interface WorkOptions {
  /** Also run the cells that were inserted. */
  readonly runCells: boolean;
  /** Also where another writes the run. */
  readonly takeOver?: boolean;
  /** Nobody asked for it: only what comes after the start of the run's cells is done. */
  readonly takesUp?: boolean;
}

/** One run while it is worked on: the pipeline over its log, followed event by event. */
export class LiveRun {
  readonly run: string;
  readonly analyst: PanelAnalyst;
  view: RunView;
  /** Who answers now in the debate, and since when. */
  answering: { readonly role: string; readonly since: string } | null = null;
  /** Since when the step that is worked on has been, ISO 8601: the one before it ended then. */
  since: string | null = null;
  isWorking = false;
  isStopping = false;
  private controller = new AbortController();

  constructor(private readonly options: LiveRunOptions) {
    this.run = options.request.run;
    this.analyst = new PanelAnalyst(options.onChange, options.standing, options.chain);
    this.view = fold(options.recorded);
  }

  /** To be called by the store for each event that enters the log. */
  readonly add = (event: RunEvent): void => {
    this.view = addEvent(this.view, event);
    if (this.isWorking && event.type === 'step-done') {
      this.since = this.options.now();
    }
    this.options.onChange();
  };

  /** The log is another than was known. */
  lookAgain(events: readonly RunEvent[]): void {
    this.view = fold(events);
    this.options.onChange();
  }

  /**
   * Works until the pipeline ends, fails or is stopped; what was recorded is not done again.
   *
   * @throws whatever the pipeline threw, except a stop
   */
  async work(options: WorkOptions): Promise<void> {
    if (this.isWorking) {
      return;
    }
    this.controller = new AbortController();
    this.isWorking = true;
    this.since = this.options.now();
    this.options.onChange();
    try {
      const { request, mind, prepare } = this.options;
      const ports = options.takesUp === true ? takenUp(this.options.ports) : this.options.ports;
      await prepare(options);
      throwIfStopped(this.controller.signal);
      await runPipeline({ ...ports, analyst: this.analyst, mind: this.minded(mind) }, request, {
        signal: this.controller.signal,
        runCells: options.runCells
      });
    } catch (error) {
      if (!this.controller.signal.aborted) {
        throw error;
      }
      await this.options.atRest();
    } finally {
      this.analyst.forgetAnswers();
      this.isWorking = false;
      this.isStopping = false;
      this.answering = null;
      this.since = null;
      this.options.onChange();
    }
  }

  get request(): RunRequest {
    return this.options.request;
  }

  stop(by: 'analyst' | 'budget'): void {
    if (this.isWorking && !this.isStopping) {
      this.isStopping = true;
      this.analyst.forgetAnswers();
      this.options.onChange();
      this.controller.abort(new StoppedError(by));
    }
  }

  private minded(mind: Mind): Mind {
    return this.announced(consentedMind(mind, this.analyst));
  }

  /** The same mind, telling the panel who is being waited for. */
  private announced(mind: Mind): Mind {
    const tell = (role: string): void => {
      this.answering = { role, since: this.options.now() };
      if (mind.kind !== 'built-in') {
        // rules answer at once: a flicker for each of a hundred turns would only slow them down
        this.options.onChange();
      }
    };
    const { call } = mind;
    return {
      ...mind,
      answer: (role, brief, schema, signal) => {
        tell(role);
        return mind.answer(role, brief, schema, signal);
      },
      ...(call === undefined
        ? {}
        : {
            call: (role, brief, schema, signal) => {
              tell(role);
              return call(role, brief, schema, signal);
            }
          })
    };
  }
}
