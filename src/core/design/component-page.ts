import { bundledEvidence } from '../literature/bundled';
import { optionNotes } from './option-notes';
import { optionTexts } from './option-texts';
import { type Slot, slotOptions, slots } from './slots';

const opening = `# The component library

What a plan is put together from: for each slot the options that become code, what each does, where it is from, what it costs
beside the first option of its slot, when to use it and when not. Built-in experts and the panel show the sentences; language
models are told them, and of options that are offered on a condition also when to use them and when not. An option that asks for
more data than there is is not offered (\`src/core/design/offered-options.ts\`). This page is written from the same texts by
\`CELLFORGE_WRITE_FIXTURES=1 npx jest src/core/design/option-notes\`.

Whatever is chosen, the trained model is a residual over the best simple baseline: inner folds decide how far it may pull a
prediction away from it ([how](components.md)). What each part does on data where the answer is known:
\`pytest runtime/tests/models/test_component_parts.py\`; figures: [benchmarks](benchmarks.md). For how doses and times, knowledge
and peaks enter, see [runtime-api](runtime-api.md) and [knowledge](knowledge.md).`;

const cell = (text: string): string => text.replace(/\|/g, '\\|');

function table(slot: Slot): string {
  const rows = slotOptions[slot].map(choice => {
    const { source, evidence, cost, use, not } = optionNotes[slot][choice];
    const what = `**${choice}**: ${optionTexts[slot][choice].sentence}`;
    const records = evidence.map(id => `\`${id}\``).join(', ');
    return `| ${[what, source, records, cost, use, not].map(cell).join(' | ')} |`;
  });
  return [
    `## ${slot}`,
    '',
    '| option | source | records | cost | use | not |',
    '|---|---|---|---|---|---|',
    ...rows
  ].join('\n');
}

/** What the records say that the tables name, in the order of their ids. */
function records(): string {
  const cited = new Set(
    slots.flatMap(slot => Object.values(optionNotes[slot]).flatMap(({ evidence }) => evidence))
  );
  const lines = bundledEvidence
    .filter(({ id }) => cited.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, claim }) => `- \`${id}\`: ${claim}`);
  return ['## What the records found', '', ...lines].join('\n');
}

/** The text of docs/component-library.md. */
export const componentPage = (): string =>
  `${[opening, ...slots.map(table), records()].join('\n\n')}\n`;
