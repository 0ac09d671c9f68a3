import React from 'react';
import type { RunView, Turn } from '../../core';
import { capital, Disclosure, Fold, score, useTrans } from '../../view';
import { Chips } from './chips';
import { expertName, SpeakerMark, SpeakerName, speakerClass } from './experts';
import { optionName, slotName } from './plan/slot-words';
import type { References } from './references';
import { evidenceCited, factsCited, speakerOf, turnsCited } from './references';

type Of<K extends Turn['kind']> = Extract<Turn, { kind: K }>;
type Proposal = Of<'proposal'>;
type Review = Of<'review'>;

/** One turn: a line when folded; words, evidence and reviews when open. */
export function TurnView(props: {
  readonly turn: Proposal | Of<'comment'> | Of<'round-end'>;
  readonly view: RunView;
  readonly references: References;
  readonly open: boolean;
  readonly toggle: (open: boolean) => void;
}): JSX.Element {
  const { turn, view, references, open, toggle } = props;
  const trans = useTrans();
  const speaker = speakerOf(turn);
  const line = lineOf(turn, trans);
  return (
    <li>
      <Disclosure
        className={`cf-Turn ${speakerClass(speaker)}`}
        open={open}
        onToggle={toggle}
        rove="turn"
        summary={
          <>
            <SpeakerMark speaker={speaker} />
            <span>
              <SpeakerName speaker={speaker} />{' '}
              <span className="cf-Act">{action(turn, trans)}</span>{' '}
              <Source turn={turn} view={view} />
            </span>
            <TurnScore turn={turn} view={view} />
            {open ? null : (
              <span className="cf-Line cf-clip" title={line}>
                {line}
              </span>
            )}
          </>
        }
      >
        <div className="cf-Turn-body cf-stack">
          <p>{line}</p>
          {turn.kind === 'proposal' ? (
            <ProposalBody turn={turn} view={view} references={references} />
          ) : null}
          {turn.kind === 'comment' ? (
            <Heeded turn={turn} view={view} references={references} />
          ) : null}
        </div>
      </Disclosure>
    </li>
  );
}

type Trans = ReturnType<typeof useTrans>;

function action(turn: Turn, trans: Trans): string {
  switch (turn.kind) {
    case 'comment':
      return trans.__('to all');
    case 'round-end':
      return trans.__('closes the round');
    case 'review':
      return trans.__('reviews');
    case 'proposal':
      return turn.action === 'proposes'
        ? trans.__('proposes')
        : turn.action === 'keeps'
          ? trans.__('keeps its proposal')
          : trans.__('revises');
  }
}

/** Experts' words stand as sentences, an analyst's as they were written. */
function lineOf(turn: Proposal | Of<'comment'> | Of<'round-end'>, trans: Trans): string {
  switch (turn.kind) {
    case 'comment':
      return turn.text;
    case 'proposal':
      return capital(turn.text);
    case 'round-end':
      return turn.agreed ? trans.__('Agreed.') : turn.question;
  }
}

/** Who really answered, wherever that is not what the section says. */
function Source(props: { readonly turn: Turn; readonly view: RunView }): JSX.Element | null {
  const trans = useTrans();
  const { turn, view } = props;
  if (turn.kind !== 'proposal' && turn.kind !== 'review') {
    return null;
  }
  if (turn.mind === view.experts.split(':')[0]) {
    return null;
  }
  const names = {
    'built-in': trans.__('built-in rule'),
    llm: trans.__('LLM'),
    replay: trans.__('replayed'),
    scripted: trans.__('scripted'),
    analyst: trans.__('analyst')
  } as const;
  return <span className="cf-Tag">{names[turn.mind]}</span>;
}

/** The expert's consensus score at the end of the round; until then what its reviewers say so far. */
function TurnScore(props: { readonly turn: Turn; readonly view: RunView }): JSX.Element {
  const trans = useTrans();
  const { turn, view } = props;
  if (turn.kind !== 'proposal') {
    return <span />;
  }
  const end = view.turns.find(
    (other): other is Of<'round-end'> => other.kind === 'round-end' && other.round === turn.round
  );
  const c = end?.scores.find(each => each.expert === turn.expert)?.c;
  if (c !== undefined) {
    return (
      <span className="cf-small cf-muted" title={trans.__('Consensus score after this round')}>
        {score(c)}
      </span>
    );
  }
  const reviews = reviewsOf(turn, view);
  return (
    <span className="cf-small cf-muted">
      {reviews.length > 0 ? trans._n('%1 review', '%1 reviews', reviews.length) : ''}
    </span>
  );
}

function reviewsOf(turn: Proposal, view: RunView): readonly Review[] {
  return view.turns.filter(
    (other): other is Review => other.kind === 'review' && other.of === turn.id
  );
}

function ProposalBody(props: {
  readonly turn: Proposal;
  readonly view: RunView;
  readonly references: References;
}): JSX.Element {
  const trans = useTrans();
  const { turn, view, references } = props;
  const reviews = reviewsOf(turn, view);
  return (
    <>
      <Chips
        references={references}
        evidence={evidenceCited(turn)}
        facts={factsCited(turn)}
        turns={[...turnsCited(turn), ...turn.answers.map(answer => answer.turn)]}
        label={trans.__('Cited')}
      />
      {turn.answers
        .filter(answer => !answer.heeded)
        .map(answer => (
          <p key={answer.turn} className="cf-Why">
            <b>{trans.__('Not heeded.')}</b> {capital(answer.reason)}
          </p>
        ))}
      {turn.stands.length > 0 ? (
        <Fold label={trans._n('%1 stand', '%1 stands', turn.stands.length)}>
          <ul className="cf-Why cf-stack">
            {turn.stands.map(stand => (
              <li key={stand.slot}>
                <span className="cf-muted">{slotName(stand.slot, trans)}:</span>{' '}
                <b>{optionName(stand.slot, stand.choice, trans)}.</b> {stand.reason}
              </li>
            ))}
          </ul>
        </Fold>
      ) : null}
      {reviews.length > 0 ? <Reviews reviews={reviews} /> : null}
    </>
  );
}

function Reviews({ reviews }: { readonly reviews: readonly Review[] }): JSX.Element {
  const trans = useTrans();
  return (
    <Fold
      label={
        <>
          {trans._n('%1 review:', '%1 reviews:', reviews.length)}{' '}
          {reviews.map((review, index) => (
            <React.Fragment key={review.id}>
              {index > 0 ? ', ' : ''}
              <b>{score(review.score)}</b> {expertName(review.reviewer, trans)}
            </React.Fragment>
          ))}
        </>
      }
    >
      <ul className="cf-stack">
        {reviews.map(review => (
          <li key={review.id} className="cf-Why">
            <b>
              {expertName(review.reviewer, trans)} {score(review.score)}.
            </b>{' '}
            {review.text}
            <Criteria review={review} />
          </li>
        ))}
      </ul>
    </Fold>
  );
}

/** A score lists what it was computed from. */
function Criteria({ review }: { readonly review: Review }): JSX.Element {
  const trans = useTrans();
  const names: Readonly<Record<string, string>> = {
    'concerns-met': trans.__('concerns met'),
    'hard-constraints': trans.__('hard constraints kept'),
    'inner-score': trans.__('inner-fold score'),
    cost: trans.__('cost')
  };
  return (
    <ul className="cf-Criteria">
      {review.criteria.map(({ id, value, weight, detail }) => (
        <li key={id}>
          {trans.__(
            '%1 %2, weight %3',
            Object.hasOwn(names, id) ? names[id] : id,
            score(value),
            score(weight)
          )}
          {detail ? `: ${detail}` : ''}
        </li>
      ))}
      {review.open_concerns.map(concern => (
        <li key={concern.id}>
          <b>{concern.hard ? trans.__('Open, hard:') : trans.__('Open:')}</b> {concern.text}
        </li>
      ))}
    </ul>
  );
}

/** "heeded in 4.3", or each expert's reason why not. */
function Heeded(props: {
  readonly turn: Of<'comment'>;
  readonly view: RunView;
  readonly references: References;
}): JSX.Element {
  const trans = useTrans();
  const { turn, view, references } = props;
  const answers = view.turns.flatMap(other =>
    other.kind === 'proposal'
      ? other.answers
          .filter(answer => answer.turn === turn.id)
          .map(answer => ({ ...answer, by: other.id, expert: other.expert }))
      : []
  );
  const heeded = answers.filter(answer => answer.heeded);
  if (answers.length === 0) {
    return <p className="cf-Why">{trans.__('No expert has answered this yet.')}</p>;
  }
  return (
    <>
      {heeded.length > 0 ? (
        <>
          <p className="cf-Why">{trans.__('Heeded in')}</p>
          <Chips
            references={references}
            turns={heeded.map(({ by }) => by)}
            label={trans.__('Heeded in')}
          />
        </>
      ) : null}
      {answers
        .filter(answer => !answer.heeded)
        .map(answer => (
          <p key={answer.by} className="cf-Why">
            <b>{trans.__('%1: not heeded.', expertName(answer.expert, trans))}</b>{' '}
            {capital(answer.reason)}
          </p>
        ))}
    </>
  );
}
