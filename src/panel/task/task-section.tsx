import React from 'react';
import type { Profile, RunView, Task } from '../../core';
import { Note, clock, count, useTrans } from '../../view';
import { KnowledgeApproval } from '../knowledge/approval';
import { KnowledgeFiles } from '../knowledge/files';
import { KnowledgeView } from '../knowledge/report';
import { Consent } from '../llm/consent';
import { isAnalysing } from '../llm/llm-status';
import { usePanelState } from '../model-context';
import type { PanelState } from '../model';
import { ProblemNote } from '../problem-note';
import type { SectionState } from '../section';
import { Section } from '../section';
import { featureCount } from '../words';
import { Columns } from './columns';
import { ConstraintList, Constraints } from './constraints';
import { Empty } from './empty';
import { Facts } from './facts';
import { HeldOut } from './held-out';
import { ObjectChoice } from './object-choice';
import { Objective } from './objective';
import { Questions } from './questions';
import { ReportView } from './report';
import { Scoring } from './scoring';
import { Skeleton } from './skeleton';
import { Warnings } from './warnings';

/** What the data is, what is to be predicted, and how it will be scored. */
export function TaskSection(): JSX.Element {
  const trans = useTrans();
  const state = usePanelState();
  const frozen = state.view !== null && state.view.phase !== 'analysing';
  const profile = frozen ? state.view.profile : (state.described?.profile ?? null);
  const task = frozen ? state.view.task : (state.described?.task ?? null);
  return (
    <Section
      id="task"
      title={trans.__('Task Analysis')}
      state={sectionState(state, frozen, profile, trans)}
      line={profile ? oneLine(profile, task, trans) : null}
      openByItself={!frozen || state.llm.consent !== null || state.llm.knowledge !== null}
      busy={state.pending === 'reading'}
    >
      {frozen ? (
        <Frozen view={state.view} profile={profile} task={task} />
      ) : (
        <Form profile={profile} task={task} />
      )}
    </Section>
  );
}

type Trans = ReturnType<typeof useTrans>;

function sectionState(
  state: PanelState,
  frozen: boolean,
  profile: Profile | null,
  trans: Trans
): SectionState {
  if (state.llm.consent !== null || state.llm.knowledge !== null) {
    return { icon: 'info', text: trans.__('asks you') };
  }
  if (state.mode === 'live' && state.view !== null && isAnalysing(state.view)) {
    return { icon: 'run', text: trans.__('analysing') };
  }
  if (frozen) {
    return state.mode === 'replay'
      ? { icon: 'check', text: trans.__('recorded') }
      : { icon: 'check', text: trans.__('done') };
  }
  if (state.pending === 'reading') {
    return { icon: 'run', text: trans.__('reading') };
  }
  if (profile === null) {
    return { icon: null, text: '' };
  }
  if (state.kernel !== 'idle') {
    return { icon: 'clock', text: trans.__('read at %1', clock(state.describedAt)) };
  }
  const warnings = profile.warnings.length;
  return warnings > 0
    ? { icon: 'warn', text: trans._n('%1 warning', '%1 warnings', warnings) }
    : { icon: null, text: '' };
}

function oneLine(profile: Profile, task: Task | null, trans: Trans): string {
  const perturbations = profile.n_single + profile.n_combination;
  const found = trans.__(
    '%1, %2, %3',
    trans._n('%2 perturbation', '%2 perturbations', perturbations, count(perturbations)),
    trans._n('%2 cell', '%2 cells', profile.object.n_cells, count(profile.object.n_cells)),
    featureCount(profile, task, trans)
  );
  return task
    ? trans._n('%2; %1 scenario', '%2; %1 scenarios', task.scenarios.length, found)
    : found;
}

function Form(props: {
  readonly profile: Profile | null;
  readonly task: Task | null;
}): JSX.Element {
  const state = usePanelState();
  const { profile, task } = props;
  const problems = [state.problem, state.described?.problem ?? null];
  return (
    <>
      <KernelNote />
      {problems.map((problem, index) =>
        problem ? <ProblemNote key={index} problem={problem} /> : null
      )}
      {state.objects.length === 0 ? <EmptyOrReading /> : <ObjectChoice />}
      {state.described ? <Questions questions={state.described.questions} /> : null}
      {profile ? (
        <>
          <Facts profile={profile} task={task} />
          <Columns profile={profile} />
          <Warnings profile={profile} />
          <Objective />
          {task ? <HeldOut task={task} /> : null}
          <Constraints />
          <KnowledgeFiles />
          {task ? <Scoring task={task} /> : null}
        </>
      ) : state.objects.length > 0 && state.pending === 'reading' ? (
        <Skeleton reading={state.object ?? ''} />
      ) : null}
    </>
  );
}

function EmptyOrReading(): JSX.Element | null {
  const { pending, problem } = usePanelState();
  const trans = useTrans();
  if (pending === 'reading') {
    return <Skeleton reading={trans.__('the kernel')} />;
  }
  return problem ? null : <Empty />;
}

/** A busy kernel is asked nothing; what was read stays and says so. */
function KernelNote(): JSX.Element | null {
  const trans = useTrans();
  const { kernel, object, described } = usePanelState();
  if (kernel === 'busy') {
    return (
      <Note tone="info">
        {object
          ? trans.__(
              'The kernel is running another cell. CellForge reads %1 again when it is idle.',
              object
            )
          : trans.__('The kernel is running another cell. CellForge reads it when it is idle.')}
      </Note>
    );
  }
  if (kernel === 'gone') {
    return (
      <Note tone="error">
        <b>{trans.__('The kernel is gone.')}</b>{' '}
        {described
          ? trans.__('The profile below was read before. Load the data again to go on.')
          : trans.__('Start it and load the data again to go on.')}
      </Note>
    );
  }
  return null;
}

/** A task that is frozen: shown as it was, nothing to change. */
function Frozen(props: {
  readonly view: RunView;
  readonly profile: Profile | null;
  readonly task: Task | null;
}): JSX.Element {
  const trans = useTrans();
  const { llm } = usePanelState();
  const { view, profile, task } = props;
  return (
    <>
      {llm.consent ? <Consent offer={llm.consent} /> : null}
      {llm.knowledge ? <KnowledgeApproval proposed={llm.knowledge} /> : null}
      {view.report ? <ReportView view={view} report={view.report} /> : null}
      {view.knowledge ? <KnowledgeView report={view.knowledge} /> : null}
      {view.objective ? (
        <section>
          <h4>{trans.__('Objective')}</h4>
          <p>{view.objective}</p>
        </section>
      ) : null}
      {profile ? <Facts profile={profile} task={task} /> : null}
      {task ? <FrozenTask task={task} /> : null}
      {view.constraints.length > 0 ? (
        <section>
          <h4>{trans.__('Constraints')}</h4>
          <ConstraintList editable={false} />
        </section>
      ) : null}
      {profile ? <Warnings profile={profile} /> : null}
    </>
  );
}

function FrozenTask({ task }: { readonly task: Task }): JSX.Element {
  const trans = useTrans();
  const rows: readonly (readonly [string, string | null])[] = [
    [trans.__('Perturbation'), task.perturbation],
    [trans.__('Control'), task.control],
    [trans.__('Targets joined by'), task.separator],
    [trans.__('Context'), task.context],
    [trans.__('Values from'), task.layer]
  ];
  return (
    <>
      <section>
        <div className="cf-Block-head">
          <h4>{trans.__('Columns')}</h4>
          <span className="cf-small cf-muted">{trans.__('frozen')}</span>
        </div>
        <dl className="cf-Facts">
          {rows.map(([term, value]) =>
            value === null ? null : (
              <div key={term}>
                <dt>{term}</dt>
                <dd className="cf-break">{value}</dd>
              </div>
            )
          )}
        </dl>
      </section>
      <HeldOutFrozen task={task} />
    </>
  );
}

function HeldOutFrozen({ task }: { readonly task: Task }): JSX.Element {
  const chosen = { ...task, held_out: task.held_out.filter(scenario => scenario.chosen) };
  return (
    <fieldset disabled className="cf-Bare">
      <HeldOut task={chosen} />
    </fieldset>
  );
}
