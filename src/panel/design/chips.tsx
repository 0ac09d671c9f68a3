import React from 'react';
import type { Evidence } from '../../core';
import { decimal, Icon, partName, plain, useTrans } from '../../view';
import { Rove } from '../rove';
import { isBundled, sourceName } from '../llm/source-name';
import { SpeakerMark } from './experts';
import type { Fact, NamedTurn, References } from './references';
import { identifierLink, shortCitation } from './references';

type Cited =
  | { readonly kind: 'evidence'; readonly id: string; readonly record: Evidence }
  | { readonly kind: 'fact'; readonly id: string; readonly fact: Fact }
  | { readonly kind: 'turn'; readonly id: string; readonly named: NamedTurn };

/** What a turn or a choice leans on: one Tab stop; a chip opens its card, Escape closes it and gives focus back. */
export function Chips(props: {
  readonly references: References;
  readonly evidence?: readonly string[];
  readonly facts?: readonly string[];
  readonly turns?: readonly string[];
  readonly label: string;
}): JSX.Element | null {
  const trans = useTrans();
  const [open, setOpen] = React.useState<string | null>(null);
  const [all, setAll] = React.useState(false);
  const cited = strongestFirst(knownOnly(props));
  const hidden = all || cited.length <= most + 1 ? 0 : cited.length - most;
  const row = React.useRef<HTMLDivElement>(null);
  const cardId = React.useId();
  React.useEffect(() => {
    // the button that was pressed is gone: go on at the first chip it showed
    if (all) {
      row.current?.querySelectorAll<HTMLElement>('[data-rove="chip"]')[most]?.focus();
    }
  }, [all]);
  if (cited.length === 0) {
    return null;
  }
  const shown = cited.find(each => each.id === open) ?? null;
  const close = (): void => {
    row.current?.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
    setOpen(null);
  };
  return (
    <div
      ref={row}
      className="cf-stack"
      onKeyDown={event => {
        if (event.key === 'Escape' && shown) {
          event.stopPropagation();
          close();
        }
      }}
    >
      <Rove group="chip" row className="cf-Chips" label={props.label}>
        {cited.slice(0, cited.length - hidden).map(each => (
          <Chip
            key={each.id}
            cited={each}
            open={each.id === open}
            card={cardId}
            toggle={() => setOpen(each.id === open ? null : each.id)}
          />
        ))}
        {hidden > 0 ? (
          <button
            type="button"
            className="cf-Chip cf-mod-more"
            data-rove="chip"
            aria-label={trans._n('Show %1 more', 'Show %1 more', hidden)}
            onClick={() => setAll(true)}
          >
            {trans.__('+%1', hidden)}
          </button>
        ) : null}
      </Rove>
      {shown ? (
        <div id={cardId}>
          <Card cited={shown} references={props.references} />
        </div>
      ) : null}
    </div>
  );
}

/** Chips shown before the rest is asked for. */
const most = 4;

/** One of each kind in turn, so that a long list of one kind does not hide the others. */
function strongestFirst(cited: readonly Cited[]): readonly Cited[] {
  const place = new Map<Cited, number>();
  const counts = { evidence: 0, fact: 0, turn: 0 };
  for (const each of cited) {
    place.set(each, counts[each.kind]++);
  }
  return [...cited].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

/** An id that does not stand in the log is not shown at all. */
function knownOnly(props: {
  readonly references: References;
  readonly evidence?: readonly string[];
  readonly facts?: readonly string[];
  readonly turns?: readonly string[];
}): readonly Cited[] {
  const { references } = props;
  const turns = [...new Set(props.turns)].flatMap((id): Cited[] => {
    const named = references.turns.get(id);
    return named ? [{ kind: 'turn', id, named }] : [];
  });
  const evidence = [...new Set(props.evidence)].flatMap((id): Cited[] => {
    const record = references.evidence.get(id);
    return record ? [{ kind: 'evidence', id: `evidence/${id}`, record }] : [];
  });
  const facts = [...new Set(props.facts)].flatMap((id): Cited[] => {
    const fact = references.facts.get(id);
    return fact ? [{ kind: 'fact', id: `fact/${id}`, fact }] : [];
  });
  return [...evidence, ...facts, ...turns];
}

function Chip(props: {
  readonly cited: Cited;
  readonly open: boolean;
  readonly card: string;
  readonly toggle: () => void;
}): JSX.Element {
  const trans = useTrans();
  const { cited, open, card, toggle } = props;
  const text = chipText(cited, trans);
  return (
    <button
      type="button"
      className="cf-Chip"
      data-rove="chip"
      title={text}
      aria-expanded={open}
      aria-controls={open ? card : undefined}
      aria-label={
        cited.kind === 'evidence'
          ? trans.__('Evidence: %1', text)
          : cited.kind === 'fact'
            ? trans.__('Measured: %1', text)
            : trans.__('Turn: %1', text)
      }
      onClick={toggle}
    >
      {cited.kind === 'turn' ? (
        <SpeakerMark speaker={cited.named.speaker} />
      ) : (
        <Icon name={cited.kind === 'evidence' ? 'book' : 'ruler'} />
      )}
      <span className="cf-clip">{cited.kind === 'fact' ? factName(cited.fact, trans) : text}</span>
      {cited.kind === 'fact' && cited.fact.value !== null ? (
        <span className="cf-nw">{decimalOrWhole(cited.fact.value)}</span>
      ) : null}
    </button>
  );
}

type Trans = ReturnType<typeof useTrans>;

const ofPart = /^candidate-(\d+)-in-(unseen-(?:perturbation|combination|context|dose)|time)-(.+)$/;

/** A measured fact by its id; what a candidate scores in a part, by the part's name. */
function factName({ id }: Fact, trans: Trans): string {
  const [, n, scenario, part] = ofPart.exec(id) ?? [];
  return n === undefined
    ? plain(id)
    : trans.__('candidate %1, %2', n, partName(scenario, part, trans).toLowerCase());
}

function chipText(cited: Cited, trans: Trans): string {
  switch (cited.kind) {
    case 'evidence':
      return shortCitation(cited.record);
    case 'fact':
      return cited.fact.value === null
        ? factName(cited.fact, trans)
        : `${factName(cited.fact, trans)} ${decimalOrWhole(cited.fact.value)}`;
    case 'turn':
      return cited.named.name;
  }
}

function decimalOrWhole(value: number): string {
  return Number.isInteger(value) ? String(value).replace('-', '−') : decimal(value);
}

function Card(props: { readonly cited: Cited; readonly references: References }): JSX.Element {
  const trans = useTrans();
  const { cited, references } = props;
  switch (cited.kind) {
    case 'evidence':
      return (
        <EvidenceCard
          record={cited.record}
          citations={references.citations.get(cited.record.id) ?? 0}
        />
      );
    case 'fact':
      return (
        <div className="cf-Card" role="group" aria-label={trans.__('Measured')}>
          <p>{cited.fact.text}</p>
          <p className="cf-muted">{trans.__('Measured on this data.')}</p>
        </div>
      );
    case 'turn':
      return (
        <div className="cf-Card" role="group" aria-label={trans.__('Turn')}>
          <b>{cited.named.name}</b>
          <p className="cf-Claim">{turnText(cited.named)}</p>
        </div>
      );
  }
}

function turnText({ turn }: NamedTurn): string {
  return turn.kind === 'round-end' ? turn.question : turn.text;
}

function EvidenceCard(props: {
  readonly record: Evidence;
  readonly citations: number;
}): JSX.Element {
  const trans = useTrans();
  const { record, citations } = props;
  const link = identifierLink(record.identifier);
  return (
    <div className="cf-Card" role="group" aria-label={trans.__('Evidence')}>
      <div className="cf-spread">
        <b>{record.title}</b>
        <span className="cf-muted cf-nw">{record.year || ''}</span>
      </div>
      <div className="cf-muted">{[record.authors, record.venue].filter(Boolean).join('. ')}</div>
      {isBundled(record) ? null : (
        <div className="cf-muted">{trans.__('Found live: %1', sourceName(record.source))}</div>
      )}
      <p className="cf-Claim">{record.claim}</p>
      <div className="cf-spread cf-mod-wrap">
        <span>
          {link ? (
            <a href={link.href} target="_blank" rel="noopener noreferrer" title={record.identifier}>
              {link.name}
            </a>
          ) : (
            record.identifier
          )}{' '}
          {record.resolved === 'unresolved' ? (
            <span className="cf-Tag">{trans.__('not resolved yet')}</span>
          ) : null}
        </span>
        <span className="cf-muted">
          {trans._n('cited in %1 turn', 'cited in %1 turns', citations)}
        </span>
      </div>
    </div>
  );
}
