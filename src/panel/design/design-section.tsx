import React from 'react';
import type { RunView } from '../../core';
import { Note, useTrans } from '../../view';
import { Composer } from '../composer';
import { CostLine } from '../llm/cost-line';
import { isAnalysing, isCoding } from '../llm/llm-status';
import { usePanelActions, usePanelState, useOpen } from '../model-context';
import type { PanelState } from '../model';
import type { SectionState } from '../section';
import { Section } from '../section';
import { agreement, currentRound, isUnpredictable } from '../status-of';
import { AssessmentView } from './assessment';
import { Candidates } from './candidates';
import { ConsensusChart } from './consensus-chart';
import { Conversation } from './conversation';
import { expertsOf } from './left-out';
import { PlanView } from './plan/plan-view';
import { referencesOf } from './references';
import { Fold } from '../../view';

/** Baselines first; then how the experts agree, what they say, and the plan they end with. */
export function DesignSection(): JSX.Element {
  const trans = useTrans();
  const state = usePanelState();
  const { view } = state;
  const work =
    view !== null &&
    (['scoring-baselines', 'debating', 'plan-ready'].includes(view.phase) ||
      (view.result === null && view.cellIds.length === 0 && view.task !== null) ||
      state.mode === 'replay');
  return (
    <Section
      id="design"
      title={trans.__('Method Design')}
      state={sectionState(state, trans)}
      line={view?.plan ? trans.__('%1. %2', view.plan.name, agreement(view, trans)) : null}
      openByItself={work}
    >
      {view ? <CostLine view={view} /> : null}
      {view ? <Design view={view} /> : <p className="cf-Why">{trans.__('Waits for the task.')}</p>}
    </Section>
  );
}

type Trans = ReturnType<typeof useTrans>;

const waiting = (trans: Trans): SectionState => ({ icon: null, text: trans.__('waiting') });

function sectionState({ view }: PanelState, trans: Trans): SectionState {
  if (view === null || view.phase === 'analysing' || isAnalysing(view)) {
    return waiting(trans);
  }
  if (view.plan !== null) {
    return view.cellIds.length > 0
      ? { icon: 'check', text: trans.__('approved') }
      : view.consensus.agreed
        ? { icon: 'check', text: trans.__('agreed, round %1', view.consensus.rounds) }
        : { icon: 'info', text: trans.__('not agreed') };
  }
  switch (view.phase) {
    case 'scoring-baselines':
      return { icon: 'run', text: trans.__('baselines') };
    case 'debating':
      return { icon: 'run', text: trans.__('round %1', currentRound(view)) };
    case 'stopped':
      return { icon: 'pause', text: trans.__('stopped') };
    case 'failed':
      return { icon: 'error', text: trans.__('failed') };
    default:
      return isUnpredictable(view)
        ? { icon: 'info', text: trans.__('not predictable') }
        : waiting(trans);
  }
}

function Design({ view }: { readonly view: RunView }): JSX.Element {
  const trans = useTrans();
  const state = usePanelState();
  const references = React.useMemo(() => referencesOf(view, trans), [view, trans]);
  const [debate, setDebate] = useOpen('debate', false);
  const primary = view.task?.primary ?? 'pearson_delta_indep';
  const isOurs = state.mode === 'live' && state.writer === null;
  const editable = view.phase === 'plan-ready' && isOurs && !isCoding(state);
  const plan = view.plan;
  const head = React.useRef<HTMLDivElement>(null);
  const wantsDebate = React.useRef(false);
  React.useEffect(() => {
    if (debate && wantsDebate.current) {
      wantsDebate.current = false;
      head.current?.nextElementSibling?.scrollIntoView?.({ block: 'start' });
    }
  });
  const hadPlan = React.useRef(plan !== null);
  React.useLayoutEffect(() => {
    // the plan takes the place of the debate that was followed: begin at its head
    if (plan !== null && !hadPlan.current) {
      head.current?.closest('.cf-Section')?.scrollIntoView?.({ block: 'start' });
    }
    hadPlan.current = plan !== null;
  }, [plan]);
  const talk = (
    <>
      {view.turns.length > 0 ? (
        <ConsensusChart consensus={view.consensus} experts={expertsOf(view)} />
      ) : null}
      {view.turns.length > 0 ? <Conversation view={view} references={references} /> : null}
    </>
  );
  if (plan !== null && view.phase !== 'debating') {
    return (
      <>
        <PlanView
          plan={plan}
          view={view}
          references={references}
          editable={editable}
          showDebate={() => {
            setDebate(true);
            wantsDebate.current = true;
          }}
        />
        <Candidates view={view} references={references} />
        <div ref={head} hidden />
        {debate || state.mode === 'replay' ? talk : null}
        {view.assessment ? (
          <Fold label={trans.__('Baselines on inner folds')}>
            <AssessmentView assessment={view.assessment} primary={primary} />
          </Fold>
        ) : null}
      </>
    );
  }
  return (
    <>
      {isUnpredictable(view) ? <Unpredictable /> : null}
      {view.phase === 'scoring-baselines' ? <ScoringBaselines /> : null}
      {view.assessment && view.turns.length === 0 ? (
        <AssessmentView assessment={view.assessment} primary={primary} />
      ) : null}
      {talk}
      <Candidates view={view} references={references} />
      {view.assessment && view.turns.length > 0 ? (
        <Fold label={trans.__('Baselines on inner folds')}>
          <AssessmentView assessment={view.assessment} primary={primary} />
        </Fold>
      ) : null}
      {view.phase === 'debating' && isOurs ? <SayToExperts view={view} /> : null}
    </>
  );
}

function ScoringBaselines(): JSX.Element {
  const trans = useTrans();
  return (
    <>
      <p>
        {trans.__(
          'Simple baselines and the noise ceiling are scored on inner folds. The experts argue from these numbers; held-out conditions stay unseen.'
        )}
      </p>
      <div aria-hidden="true">
        {[70, 100, 56, 62, 100, 48].map((width, index) => (
          <div key={index} className="cf-Skel" style={{ width: `${width}%` }} />
        ))}
      </div>
    </>
  );
}

/** An answer, not an error: no red. */
function Unpredictable(): JSX.Element {
  const trans = useTrans();
  return (
    <div className="cf-Verdict cf-mod-neutral">
      <h3>{trans.__('Not predictable from this data.')}</h3>
      <p className="cf-mt1">
        {trans.__(
          'Two halves of the same cells agree no better than a baseline does. No model could be told from it, so none was trained.'
        )}
      </p>
    </div>
  );
}

function SayToExperts({ view }: { readonly view: RunView }): JSX.Element {
  const trans = useTrans();
  const { waitingComments } = usePanelState();
  const actions = usePanelActions();
  const next = currentRound(view) + 1;
  return (
    <div className="cf-stack">
      {waitingComments.map((comment, index) => (
        <Note key={index} tone="plain">
          {comment}{' '}
          <span className="cf-muted">{trans.__('Read at the start of round %1.', next)}</span>
        </Note>
      ))}
      <Composer
        draft="comment"
        label={trans.__('Say something to the experts')}
        hint={trans.__('Read at the start of round %1', next)}
        send={trans.__('Send')}
        onSend={actions.sendComment}
      />
    </div>
  );
}
