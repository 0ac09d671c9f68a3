import type { KnowledgeReport, KnowledgeTable, KnowledgeWorth } from '../../knowledge/report';
import type { NoteInput } from './input';
import { code, plain } from './markdown';

/** Tables of prior knowledge: what was read, what they were worth, and whether the plan rests on them. */
export function knowledgeSection({ knowledge, plan, result }: NoteInput): string {
  if (!knowledge) {
    return '';
  }
  const isUsed = plan?.choices.some(
    ({ slot, choice }) => slot === 'perturbation' && choice === 'knowledge'
  );
  const outer = result?.knowledge;
  const relied = outer?.relied;
  return [
    '### Prior knowledge',
    '',
    `- It **${plain(knowledge.note)}**: whoever wrote a table may have read the paper that the data is from`,
    ...knowledge.tables.map(table => tableLine(table, knowledge)),
    ...knowledge.inner.map(worth => worthLine(worth, 'inner folds')),
    ...(outer?.outer ?? []).map(worth => worthLine(worth, 'held-out conditions')),
    `- ${usedWords(isUsed === true, knowledge)}`,
    ...(relied ? [`- The model relied on it in ${relied.kept} of ${relied.fits} fits`] : [])
  ].join('\n');
}

function tableLine(table: KnowledgeTable, { targets }: KnowledgeReport): string {
  const source = table.source === '' ? 'source not stated' : plain(table.source);
  // told where it decides what a score says: salts, near-duplicates, or what is missing to read it
  const isOfStructures = table.shape === 'compounds and SMILES';
  const told = isOfStructures ? table.adjusted.map(words => `; ${plain(words)}`).join('') : '';
  const left = table.dropped.map(({ why, n }) => `${n} ${plain(why)}`).join(', ');
  return (
    `- ${code(table.name)}: ${plain(table.shape)}, ${table.covered} of ${targets} targets, ` +
    `${table.kept} ${table.unit}; ${table.n_resolved} names resolved` +
    `${left === '' ? '' : `; left out: ${left}`}; ` +
    `${source}, ${table.date === '' ? '' : `${plain(table.date)}, `}` +
    `sha256 ${code(table.sha256.slice(0, 12))}${told}`
  );
}

const worthLine = ({ scenario, part, sentence }: KnowledgeWorth, where: string): string =>
  `- ${scenario}${part === 'all' ? '' : `/${plain(part)}`}, ${where}: ${plain(sentence)}`;

function usedWords(isUsed: boolean, { helps, covered }: KnowledgeReport): string {
  if (covered === 0) {
    return 'Nothing of it could be used: the plan was made without it';
  }
  if (isUsed) {
    return helps
      ? 'The plan uses it: inner folds bore it out'
      : 'The plan uses it though inner folds did not bear it out; each fit falls back to its baseline where its own do not';
  }
  return helps
    ? 'The plan does not use it, though inner folds bore it out'
    : 'The plan does not use it: inner folds did not bear it out';
}
