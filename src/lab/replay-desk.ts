import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

import { Turn, builtInMind, fold, pipelineVersion, replay } from '../core';
import type { Problem, RunEvent } from '../core';
import type { ReplayState } from '../panel/model';
import type { SharedDesk } from './shared-desk';
import { stepWords } from './step-words';

/** A recorded run, step by step, with nothing running: no kernel, no network, no model. */
export class ReplayDesk {
  private events: readonly RunEvent[] = [];
  /** Number of events that stand before and at each step. */
  private ends: readonly number[] = [];

  constructor(private readonly desk: SharedDesk) {}

  get shown(): readonly RunEvent[] {
    return this.events;
  }

  /** Shows a record at its last step. */
  open(events: readonly RunEvent[], source: ReplayState['source']): void {
    this.events = events;
    this.ends = events.flatMap((event, index) => (isStep(event) ? [index + 1] : []));
    const labels = this.ends.map(end => this.label(events[end - 1]));
    const header = events[0]?.type === 'run-started' ? events[0] : null;
    this.desk.set({
      mode: 'replay',
      problem: null,
      verification: null,
      replay: {
        step: this.ends.length,
        steps: this.ends.length,
        labels,
        rounds: roundStarts(this.ends.map(end => events[end - 1])),
        source,
        recordedAt: fold(events).startedAt,
        experts: header?.experts ?? '',
        otherPipeline:
          header !== null && header.pipeline !== pipelineVersion ? header.pipeline : null
      }
    });
    this.to(this.ends.length);
  }

  to(step: number): void {
    const { replay } = this.desk.state;
    if (replay === null) {
      return;
    }
    const kept = Math.min(Math.max(step, 1), this.ends.length);
    const upTo = kept === this.ends.length ? this.events.length : this.ends[kept - 1];
    this.desk.set({
      replay: { ...replay, step: kept },
      view: fold(this.events.slice(0, upTo)),
      answering: null,
      waitingComments: [],
      progress: null,
      cells: []
    });
  }

  /** The key of the step after the one shown: where a branch begins; null at the end. */
  keyAfterHere(): string | null {
    const step = this.desk.state.replay?.step ?? this.ends.length;
    const next = this.events[(this.ends[step] ?? 0) - 1];
    return next?.type === 'step-done' ? next.key : null;
  }

  /** Tells the run again with new work forbidden, and says whether it comes out as recorded. */
  async check(): Promise<void> {
    const { events, desk } = this;
    const told = await replay(events, {
      hash: desk.services.hash,
      mind: builtInMind(),
      signal: new AbortController().signal
    });
    const { replay: state } = desk.state;
    if (state === null || this.events !== events || told.kind !== 'replayed') {
      return;
    }
    if (told.disagreements.length === 0) {
      desk.set({ replay: { ...state, source: 'replayed-here' } });
    } else {
      desk.set({ problem: disagreement(told.disagreements) });
    }
  }

  leave(): void {
    this.events = [];
    this.ends = [];
    this.desk.set({ mode: 'live', replay: null, verification: null });
  }

  private label(event: RunEvent): string {
    const { trans } = this.desk.services;
    if (event.type === 'step-failed') {
      return trans.__('%1: failed', stepWords(event.key, trans));
    }
    if (event.type !== 'step-done') {
      return event.type;
    }
    const turn = Turn.safeParse(event.answer);
    if (turn.success && turn.data.kind !== 'comment') {
      return turnLabel(turn.data, trans);
    }
    return stepWords(event.key, trans);
  }
}

function isStep(event: RunEvent): boolean {
  return event.type === 'step-done' || event.type === 'step-failed';
}

function turnLabel(
  turn: Exclude<Turn, { kind: 'comment' }>,
  trans: IRenderMime.TranslationBundle
): string {
  switch (turn.kind) {
    case 'proposal':
      return trans.__('round %1, %2 %3', turn.round, turn.expert, turn.action);
    case 'review':
      return trans.__(
        'round %1, %2 reviews %3',
        turn.round,
        turn.reviewer,
        turn.of.split('/').pop()
      );
    case 'round-end':
      return trans.__('round %1 ends', turn.round);
  }
}

/** 1-based steps at which a round begins. */
function roundStarts(shown: readonly RunEvent[]): readonly number[] {
  const starts: number[] = [];
  let last = 0;
  shown.forEach((event, index) => {
    const round = event.type === 'step-done' ? /^round-(\d+)\//.exec(event.key) : null;
    if (round !== null && Number(round[1]) > last) {
      last = Number(round[1]);
      starts.push(index + 1);
    }
  });
  return starts;
}

function disagreement(lines: readonly string[]): Problem {
  return {
    code: 'record/disagrees',
    message: 'This record does not follow from what it recorded',
    expected: 'the same debate, plan and cells when it is told again',
    found: lines.slice(0, 3).join(' '),
    remedy: 'It is shown as recorded. Ask its author for the notebook as it was saved.'
  };
}
