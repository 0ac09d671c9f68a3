import React from 'react';
import type { RunView, Turn } from '../../core';
import { Chevron, Disclosure, duration, useTrans } from '../../view';
import { usePanelState, useSecondsSince } from '../model-context';
import { Rove } from '../rove';
import { useFollow } from '../follow';
import { expertName, SpeakerMark, SpeakerName } from './experts';
import { expertsOf } from './left-out';
import type { References } from './references';
import { TurnView } from './turn';

type Shown = Exclude<Turn, { kind: 'review' }>;

/** The debate by rounds; new turns never move what is being read. */
export function Conversation(props: {
  readonly view: RunView;
  readonly references: References;
}): JSX.Element {
  const trans = useTrans();
  const { view, references } = props;
  const rounds = byRound(view.turns);
  const last = rounds[rounds.length - 1]?.round ?? 0;
  const [folds, setFolds] = React.useState<ReadonlyMap<string, boolean>>(new Map());
  const count = view.turns.filter(turn => turn.kind !== 'review').length;
  const { end, unread, showEnd, atEnd } = useFollow<HTMLDivElement>(count);
  // a round that was open stays open while its end is not in sight: folding it would move what is being read
  const kept = React.useRef(last);
  if (atEnd.current || kept.current === 0) {
    kept.current = last;
  }
  const set = (key: string, open: boolean): void => setFolds(new Map(folds).set(key, open));
  const anyOpen = rounds.some(({ round }) => folds.get(`round/${round}`) ?? round >= kept.current);
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Conversation')}</h4>
        <button
          type="button"
          className="cf-Link cf-small"
          onClick={() => setFolds(new Map(rounds.map(({ round }) => [`round/${round}`, !anyOpen])))}
        >
          {anyOpen ? trans.__('Fold all') : trans.__('Unfold all')}
        </button>
      </div>
      {view.joined
        .filter(({ expert }) => expertsOf(view).includes(expert))
        .map(({ expert, why }) => (
          <p className="cf-Joined cf-small cf-muted" key={expert}>
            <SpeakerMark speaker={expert} />
            <span>{trans.__('%1 takes part: %2.', expertName(expert, trans), why)}</span>
          </p>
        ))}
      {rounds.map(({ round, turns }) => (
        <Round
          key={round}
          round={round}
          turns={turns}
          isLast={round === last}
          view={view}
          references={references}
          open={folds.get(`round/${round}`) ?? round >= kept.current}
          folds={folds}
          set={set}
        />
      ))}
      <div ref={end} />
      {unread > 0 ? (
        <button type="button" className="cf-Button cf-mod-small cf-NewTurns" onClick={showEnd}>
          {trans._n('%1 new turn', '%1 new turns', unread)}
        </button>
      ) : null}
    </section>
  );
}

function Round(props: {
  readonly round: number;
  readonly turns: readonly Shown[];
  readonly isLast: boolean;
  readonly view: RunView;
  readonly references: References;
  readonly open: boolean;
  readonly folds: ReadonlyMap<string, boolean>;
  readonly set: (key: string, open: boolean) => void;
}): JSX.Element {
  const trans = useTrans();
  const { round, turns, isLast, view, references, open, folds, set } = props;
  const live = view.phase === 'debating' && isLast;
  const newest = turns.filter(turn => turn.kind === 'proposal').at(-1)?.id;
  const line = roundLine(turns, view, trans);
  return (
    <Disclosure
      className="cf-Round"
      open={open}
      onToggle={value => set(`round/${round}`, value)}
      summary={
        <>
          <Chevron />
          <h4>{trans.__('Round %1', round)}</h4>
          <span className="cf-small cf-muted cf-clip" title={line}>
            {line}
          </span>
        </>
      }
    >
      <Rove group="turn" as="ol">
        {turns.map(turn => (
          <TurnView
            key={turn.id}
            turn={turn}
            view={view}
            references={references}
            open={folds.get(turn.id) ?? (turn.kind === 'comment' || (isLast && turn.id === newest))}
            toggle={value => set(turn.id, value)}
          />
        ))}
        {live ? <Answering /> : null}
      </Rove>
    </Disclosure>
  );
}

function Answering(): JSX.Element | null {
  const trans = useTrans();
  const { answering } = usePanelState();
  const seconds = useSecondsSince(answering?.since ?? null);
  if (!answering) {
    return null;
  }
  return (
    <li className="cf-Answering">
      <SpeakerMark speaker={answering.role} />
      <span>
        <SpeakerName speaker={answering.role} />{' '}
        <span className="cf-Act">{trans.__('is answering')}</span>
      </span>
      <span className="cf-small cf-muted">{duration(seconds)}</span>
    </li>
  );
}

function roundLine(
  turns: readonly Shown[],
  view: RunView,
  trans: ReturnType<typeof useTrans>
): string {
  const end = turns.find(turn => turn.kind === 'round-end');
  if (end?.kind === 'round-end') {
    return end.agreed ? trans.__('agreed') : trans.__('Critic: %1', end.question);
  }
  const round = turns[0]?.round;
  const proposals = turns.filter(turn => turn.kind === 'proposal').length;
  const reviews = view.turns.filter(turn => turn.kind === 'review' && turn.round === round).length;
  const experts = expertsOf(view).length;
  if (proposals < experts) {
    return trans.__('%1 of %2 experts', proposals, experts);
  }
  return trans.__(
    '%1, %2',
    trans._n('%1 proposal', '%1 proposals', proposals),
    trans._n('%1 review', '%1 reviews', reviews)
  );
}

function byRound(
  turns: readonly Turn[]
): readonly { readonly round: number; readonly turns: readonly Shown[] }[] {
  const rounds = new Map<number, Shown[]>();
  for (const turn of turns) {
    const members = rounds.get(turn.round) ?? [];
    if (turn.kind !== 'review') {
      members.push(turn);
    }
    rounds.set(turn.round, members);
  }
  return [...rounds.entries()]
    .sort(([a], [b]) => a - b)
    .map(([round, members]) => ({ round, turns: members }));
}
