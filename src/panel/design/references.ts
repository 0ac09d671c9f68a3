import type { TranslationBundle } from '@jupyterlab/translation';
import type { Evidence, RunView, Turn } from '../../core';
import { candidateFacts, situationFacts } from '../../core';
import { expertName } from './experts';

export type Fact = ReturnType<typeof situationFacts>[number];

/** A turn with the short name it is cited by: "Data 3.1". */
export interface NamedTurn {
  readonly turn: Turn;
  readonly speaker: string;
  readonly name: string;
}

/** Everything a turn or a choice may cite. What is not in here is not shown. */
export interface References {
  readonly evidence: ReadonlyMap<string, Evidence>;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly turns: ReadonlyMap<string, NamedTurn>;
  /** How many turns cite an evidence record. */
  readonly citations: ReadonlyMap<string, number>;
}

/** Everything that a turn or a choice of this run may cite, by id. */
export function referencesOf(view: RunView, trans: TranslationBundle): References {
  const measured = view.profile ? situationFacts(view.profile, view.assessment) : [];
  const scored = view.candidates.flatMap(candidate => candidateFacts(candidate, candidate.inner));
  const facts = [...measured, ...view.asked, ...scored];
  return {
    evidence: new Map(view.evidence.map(record => [record.id, record])),
    facts: new Map(facts.map(fact => [fact.id, fact])),
    turns: namedTurns(view.turns, trans),
    citations: citationsOf(view.turns)
  };
}

/** Whose mark a turn carries; a round's end is the moderator's, who is the critic as well. */
export function speakerOf(turn: Turn): string {
  switch (turn.kind) {
    case 'proposal':
      return turn.expert;
    case 'review':
      return turn.reviewer;
    case 'comment':
      return turn.by ?? 'you';
    case 'round-end':
      return 'critic';
  }
}

function namedTurns(
  turns: readonly Turn[],
  trans: TranslationBundle
): ReadonlyMap<string, NamedTurn> {
  const places = new Map<number, number>();
  const named = new Map<string, NamedTurn>();
  for (const turn of turns) {
    const speaker = speakerOf(turn);
    if (turn.kind === 'proposal' || turn.kind === 'comment') {
      const place = (places.get(turn.round) ?? 0) + 1;
      places.set(turn.round, place);
      const name = trans.__('%1 %2', expertName(speaker, trans), `${turn.round}.${place}`);
      named.set(turn.id, { turn, speaker, name });
    } else {
      named.set(turn.id, { turn, speaker, name: '' });
    }
  }
  for (const [id, entry] of named) {
    named.set(id, { ...entry, name: entry.name || nameOfOther(entry, named, trans) });
  }
  return named;
}

function nameOfOther(
  { turn, speaker }: NamedTurn,
  named: ReadonlyMap<string, NamedTurn>,
  trans: TranslationBundle
): string {
  const who = expertName(speaker, trans);
  if (turn.kind === 'review') {
    return trans.__('%1 on %2', who, named.get(turn.of)?.name ?? turn.of);
  }
  return trans.__('%1, round %2', who, turn.round);
}

function citationsOf(turns: readonly Turn[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const turn of turns) {
    for (const id of new Set(evidenceCited(turn))) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

/** Evidence ids a turn leans on, in the order of its stands. */
export function evidenceCited(turn: Turn): readonly string[] {
  switch (turn.kind) {
    case 'proposal':
      return turn.stands.flatMap(stand => stand.evidence);
    case 'review':
      return turn.evidence;
    default:
      return [];
  }
}

/** Ids of the measured numbers that a turn rests on. */
export function factsCited(turn: Turn): readonly string[] {
  switch (turn.kind) {
    case 'proposal':
      return turn.stands.flatMap(stand => stand.facts);
    case 'review':
      return turn.facts;
    default:
      return [];
  }
}

/** Ids of the earlier turns that a proposal says moved it. */
export function turnsCited(turn: Turn): readonly string[] {
  return turn.kind === 'proposal' ? turn.stands.flatMap(stand => stand.turns) : [];
}

const mostOfAuthors = 200;

/** "Ahlmann-Eltze 2025". */
export function shortCitation({ authors, year, title }: Evidence): string {
  // a record of others may hold any length of it: a name has an end
  const first =
    authors
      .slice(0, mostOfAuthors)
      .split(/[,;]| and | et al/)[0]
      ?.trim() ?? '';
  const surname = first.replace(/(\s+[A-Z]{1,3}\.?)+$/, '').replace(/^([A-Z]\.\s*)+/, '');
  // a group's name says less than what it wrote
  if (surname === '' || surname.split(' ').length > 3) {
    return title;
  }
  // a live record may come without its year
  return year === 0 ? surname : `${surname} ${year}`;
}

/** Where an identifier resolves to; null for one of a kind we do not know. */
export function identifierLink(
  identifier: string
): { readonly name: string; readonly href: string } | null {
  const doi = /^doi:\s*(10\.\d{4,9}\/[^\s<>"]+)$/i.exec(identifier);
  if (doi) {
    return { name: 'DOI', href: `https://doi.org/${encodeURI(doi[1])}` };
  }
  const arxiv = /^arxiv:\s*([a-z-]*\/?\d[\d.]+(v\d+)?)$/i.exec(identifier);
  if (arxiv) {
    return { name: 'arXiv', href: `https://arxiv.org/abs/${arxiv[1]}` };
  }
  const pmid = /^pmid:\s*(\d{1,9})$/i.exec(identifier);
  return pmid ? { name: 'PubMed', href: `https://pubmed.ncbi.nlm.nih.gov/${pmid[1]}/` } : null;
}
