import type { TranslationBundle } from '@jupyterlab/translation';
import { tokensIn } from '../core';
import type { RunView } from '../core';
import type { IconName } from '../view';
import {
  clock,
  count,
  device,
  duration,
  headline,
  isOfFolds,
  left,
  phaseName,
  thousands
} from '../view';
import { leftOut } from './design/left-out';
import { llmStatus } from './llm/llm-status';
import type { PanelState } from './model';

/** The line on top: what is going on, one detail, and whether it can be stopped. */
export interface Status {
  readonly icon: IconName;
  readonly tone: 'plain' | 'good' | 'error';
  readonly title: string;
  readonly detail: string;
  /** Of work that tells nothing on its way: since when it has gone on (ISO 8601), for the time to be shown. */
  readonly since: string | null;
  readonly canStop: boolean;
}

const still = { tone: 'plain', since: null, canStop: false } as const;

/** What the line on top says: what goes on, since when, and whether it can be stopped. */
export function statusOf(state: PanelState, trans: TranslationBundle): Status {
  if (state.pending === 'stopping') {
    return {
      ...still,
      icon: 'run',
      title: trans.__('Stopping'),
      detail: trans.__('What is finished is kept')
    };
  }
  if (state.mode === 'replay') {
    return ofReplay(state, trans);
  }
  if (state.view !== null && (state.kernel !== 'gone' || isOver(state.view))) {
    return ofRun(state, state.view, trans);
  }
  return ofKernel(state, trans);
}

function isOver(view: RunView): boolean {
  return ['plan-ready', 'done', 'failed', 'stopped'].includes(view.phase);
}

function ofReplay(state: PanelState, trans: TranslationBundle): Status {
  const result = state.view?.result ?? null;
  const said = result && headline(result, trans);
  return {
    ...still,
    icon: said?.tone === 'good' ? 'done' : 'lock',
    tone: said?.tone === 'good' ? 'good' : 'plain',
    title: said?.status ?? state.view?.plan?.name ?? trans.__('Recorded run'),
    detail: trans.__('As recorded; nothing is running')
  };
}

function ofRun(state: PanelState, view: RunView, trans: TranslationBundle): Status {
  const working = { ...still, icon: 'run', canStop: true } as const;
  const silent = { ...working, since: state.since };
  const told = llmStatus(state, view, trans);
  if (told !== null) {
    return { ...working, ...told };
  }
  switch (view.phase) {
    case 'analysing':
      return { ...silent, title: trans.__('Analysing the task'), detail: object(state, trans) };
    case 'scoring-baselines':
      return {
        ...silent,
        title: trans.__('Scoring baselines'),
        detail: trans.__('On inner folds only')
      };
    case 'debating': {
      const candidate = candidateOnInnerFolds(view);
      if (candidate !== null) {
        return {
          ...silent,
          title: trans.__('Scoring candidate %1', candidate),
          detail: trans.__('Trained on inner folds only; the debate goes on after it')
        };
      }
      return {
        ...working,
        title: trans.__('Debating, round %1', currentRound(view)),
        detail: debateDetail(view, trans)
      };
    }
    case 'plan-ready':
      return {
        ...still,
        icon: 'plan',
        title: trans.__('Plan ready for approval'),
        detail: agreement(view, trans)
      };
    case 'inserted':
      return {
        ...still,
        icon: 'wait',
        title: trans.__('Cells inserted'),
        detail: trans.__('Nothing has run yet')
      };
    case 'running':
      return { ...working, ...ofTraining(state, trans) };
    case 'done':
      return ofDone(view, trans);
    case 'stopped':
      return {
        ...still,
        icon: 'pause',
        title: trans.__('Stopped'),
        detail: trans.__('Every finished step is kept')
      };
    case 'failed':
      return {
        ...still,
        icon: 'error',
        tone: 'error',
        title: failedWhere(view, state, trans),
        detail: trans.__('Every finished step is kept')
      };
  }
}

/** The candidate that is being trained on inner folds: the last one, until its scores or a refusal are there. */
function candidateOnInnerFolds({ candidates, refinement }: RunView): number | null {
  const last = candidates.at(-1);
  const isOpen = last !== undefined && last.inner === null && last.refused === null;
  return isOpen && refinement === null ? last.n : null;
}

function debateDetail(view: RunView, trans: TranslationBundle): string {
  const experts = withLeftOut(expertsName(view.experts, trans), view, trans);
  const time = duration(view.seconds);
  return view.spent.calls === 0
    ? trans.__('%1, %2', experts, time)
    : trans.__('%1, %2 tokens, %3', experts, thousands(tokensIn(view.spent)), time);
}

function ofTraining(
  { progress, kernel }: PanelState,
  trans: TranslationBundle
): Pick<Status, 'title' | 'detail'> {
  if (progress === null) {
    return {
      title: trans.__('Running the cells'),
      detail: kernel === 'busy' ? trans.__('Kernel busy') : trans.__('Starting')
    };
  }
  return {
    title: isOfFolds(progress)
      ? trans.__(
          '%1, fold %2 of %3',
          phaseName(progress.phase, trans),
          progress.fold,
          progress.folds
        )
      : phaseName(progress.phase, trans),
    detail: left(progress, trans) ?? trans.__('running for %1', duration(progress.seconds))
  };
}

function ofDone(view: RunView, trans: TranslationBundle): Status {
  if (view.result === null) {
    return {
      ...still,
      icon: 'info',
      title: isUnpredictable(view) ? trans.__('Not predictable from this data') : trans.__('Done'),
      detail: trans.__('Stopped before training, %1', duration(view.seconds))
    };
  }
  const { tone, status } = headline(view.result, trans);
  return {
    ...still,
    icon: 'done',
    tone: tone === 'good' ? 'good' : 'plain',
    title: status,
    // of the fits alone: evaluation and predictions may take longer, and stand beside their cells
    detail: trans.__(
      'Trained for %1 on %2',
      duration(view.result.cost.wall_s),
      device(view.result.cost.device)
    )
  };
}

/** No part of the task can be told from noise: an answer, found before any model is trained. */
export function isUnpredictable(view: RunView): boolean {
  return (
    view.assessment !== null &&
    view.assessment.parts.length > 0 &&
    view.assessment.parts.every(part => part.decision === 'no-signal')
  );
}

/** Where it broke, as narrowly as is known: the cell, and the fold of a training. */
export function failedWhere(
  view: RunView,
  { cells, progress }: Pick<PanelState, 'cells' | 'progress'>,
  trans: TranslationBundle
): string {
  if (view.cellIds.length > 0) {
    const broken = cells.find(cell => cell.state === 'failed');
    if (broken === undefined) {
      return trans.__('Failed in the experiment');
    }
    return broken.name === 'training' && progress !== null && progress.fold > 0
      ? trans.__('Failed in training, fold %1', progress.fold)
      : trans.__('Failed in the cell “%1”', broken.title);
  }
  return view.assessment === null
    ? trans.__('Failed in the task analysis')
    : trans.__('Failed in the method design');
}

function ofKernel(state: PanelState, trans: TranslationBundle): Status {
  const read = clock(state.describedAt);
  const kept = read
    ? trans.__('Showing the profile read at %1', read)
    : trans.__('Nothing read yet');
  switch (state.kernel) {
    case 'none':
      return state.notebook === null
        ? {
            ...still,
            icon: 'wait',
            title: trans.__('No notebook open'),
            detail: trans.__('CellForge reads the data of a notebook')
          }
        : { ...still, icon: 'wait', title: trans.__('No kernel'), detail: kept };
    case 'starting':
      return { ...still, icon: 'run', title: trans.__('Kernel starting'), detail: kept };
    case 'not-python':
      return {
        ...still,
        icon: 'info',
        title: trans.__('Not a Python kernel'),
        detail: trans.__('AnnData lives in Python')
      };
    case 'gone':
      return {
        ...still,
        icon: 'error',
        tone: 'error',
        title: trans.__('Kernel gone'),
        detail: state.view ? trans.__('Every finished step is kept') : kept
      };
    case 'busy':
      return { ...still, icon: 'clock', title: trans.__('Kernel busy'), detail: kept };
    case 'idle':
      return ofReading(state, trans);
  }
}

function ofReading(state: PanelState, trans: TranslationBundle): Status {
  if (state.pending === 'reading' && state.described === null) {
    return {
      ...still,
      icon: 'run',
      title: trans.__('Reading %1', state.object ?? trans.__('the kernel')),
      detail: object(state, trans),
      canStop: true
    };
  }
  if (state.objects.length === 0 && state.problem !== null) {
    return {
      ...still,
      icon: 'warn',
      title: trans.__('Nothing could be read'),
      detail: trans.__('Python kernel idle')
    };
  }
  if (state.objects.length === 0) {
    return {
      ...still,
      icon: 'wait',
      title: trans.__('No data yet'),
      detail: trans.__('Python kernel idle')
    };
  }
  const read = trans.__('Profile read at %1', clock(state.describedAt));
  if (state.described?.task) {
    return { ...still, icon: 'wait', title: trans.__('Ready to design'), detail: read };
  }
  const questions = state.described?.questions.length ?? 0;
  return questions > 0
    ? {
        ...still,
        icon: 'info',
        title: trans._n('%1 question to answer', '%1 questions to answer', questions),
        detail: read
      }
    : { ...still, icon: 'warn', title: trans.__('Not ready to design'), detail: read };
}

function object(state: PanelState, trans: TranslationBundle): string {
  const found = state.objects.find(({ name }) => name === state.object);
  return found
    ? trans.__('%1, %2 × %3', found.type, count(found.n_cells), count(found.n_features))
    : '';
}

/** The round that is being held: the first that has not ended. */
export function currentRound(view: RunView): number {
  return Math.max(view.consensus.rounds + 1, ...view.turns.slice(-1).map(turn => turn.round));
}

/** "Agreed in round 5, without peer review", or that the rounds ran out. */
export function agreement(view: RunView, trans: TranslationBundle): string {
  const found = view.consensus.agreed
    ? trans.__('Agreed in round %1', view.consensus.rounds)
    : trans.__('Best-scored, not agreed after %1 rounds', view.consensus.rounds);
  return withLeftOut(found, view, trans);
}

/** What was switched off stands wherever a run is named, so that nobody takes it for a whole design. */
function withLeftOut(found: string, view: RunView, trans: TranslationBundle): string {
  const left = leftOut(view, trans);
  return left === '' ? found : trans.__('%1, %2', found, left);
}

/** The same inside a sentence; an abbreviation keeps its letters. */
export function expertsInside(experts: string, trans: TranslationBundle): string {
  const name = expertsName(experts, trans);
  return /^\p{Lu}{2}/u.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}

function expertsName(experts: string, trans: TranslationBundle): string {
  switch (experts.split(':')[0]) {
    case 'built-in':
      return trans.__('Built-in experts');
    case 'llm':
      return trans.__('LLM experts');
    case 'replay':
      return trans.__('Replayed experts');
    case 'scripted':
      return trans.__('Scripted experts');
    default:
      return experts;
  }
}
