import type { PlannedCell } from '../planned-cell';
import { ablationWords } from '../../design/ablation';
import type { Choice, Dissent, Plan } from '../../design/plan';
import type { MindKind } from '../../design/turns';
import type { Evidence } from '../../literature/evidence';
import type { Task } from '../../task/task';
import { candidatesSection } from './candidates-section';
import type { NoteInput } from './input';
import { code, plain } from './markdown';
import { knowledgeSection } from './note-knowledge';
import { measuredSection, verdictSection } from './note-numbers';

/** "How this model was designed", for readers without the extension; with a result, its verdict too. */
export function designNote(input: NoteInput): PlannedCell {
  const { task, plan } = input;
  const sections = [
    opening(input),
    task ? taskSection(task, input) : '',
    plan ? planSection(plan, input) : '',
    plan ? dissentSection(plan) : '',
    candidatesSection(input),
    codeSection(input),
    measuredSection(input),
    knowledgeSection(input),
    verdictSection(input),
    evidenceSection(input),
    recordSection(input)
  ];
  return {
    name: 'design-note',
    kind: 'markdown',
    title: 'How this model was designed',
    source: sections.filter(section => section !== '').join('\n\n')
  };
}

function opening({ plan, experts, consensus, objective, ablation = [] }: NoteInput): string {
  const rounds = `${consensus.rounds} ${consensus.rounds === 1 ? 'round' : 'rounds'}`;
  const how = consensus.agreed
    ? `agreed on after ${rounds}`
    : `the best-scored plan after ${rounds}, not agreed on`;
  const who = [
    experts === 'built-in' ? 'built-in rules, no language model' : plain(experts),
    ...ablation.map(each => ablationWords[each])
  ].join(', ');
  return [
    '## How this model was designed',
    ...(plan ? ['', `**${plain(plan.name)}**: ${how}. Experts: ${who}.`] : []),
    ...(objective.trim() === '' ? [] : ['', `> ${plain(objective)}`])
  ].join('\n');
}

function taskSection(task: Task, { profile }: NoteInput): string {
  const held = task.held_out
    .filter(({ scenario }) => task.scenarios.includes(scenario))
    .flatMap(({ scenario, parts }) =>
      parts.map(
        ({ part, conditions }) => `${scenario}${part === 'all' ? '' : `/${part}`} (${conditions})`
      )
    );
  const rows = [
    `Perturbation in ${code(task.perturbation)}, control ${code(task.control)}` +
      (task.where === null ? '' : `, where ${code(task.where)}`) +
      (task.context === null ? '' : `, context ${code(task.context)}`),
    `Values: ${task.layer === 'X' ? 'X' : code(task.layer)}, ${task.value_state}`,
    `Held out: ${held.length > 0 ? held.join(', ') : task.scenarios.join(', ')}; ` +
      `${task.folds} folds, ${task.inner_folds} inner, seeds ${task.seeds.join(', ')}`,
    `Judged first by ${code(task.primary)}`
  ];
  const size = profile
    ? [`${count(profile.object.n_cells)} cells, ${count(profile.object.n_features)} features`]
    : [];
  return ['### Task', '', ...[...size, ...rows].map(row => `- ${row}`)].join('\n');
}

function planSection(plan: Plan, { constraints }: NoteInput): string {
  const limits = constraints.map(
    ({ key, value, understood }) =>
      `- Asked by the analyst: ${key} ${code(value)}${understood ? '' : ', **not understood by these experts**'}`
  );
  return ['### Plan', '', ...plan.choices.map(choiceLine), ...limits].join('\n');
}

function choiceLine(choice: Choice): string {
  const cited = choice.evidence.map(id => `[${plain(id)}]`).join(' ');
  const changed = choice.changed_by_analyst ? ' *(changed by the analyst)*' : '';
  return `- **${choice.slot}: ${plain(choice.choice)}**${changed}. ${plain(choice.reason)}${cited ? ` ${cited}` : ''}`;
}

function dissentSection(plan: Plan): string {
  if (plan.dissent.length === 0) {
    return '';
  }
  const line = ({ slot, choice, experts, reason }: Dissent) =>
    `- ${slot}: ${plain(choice)} (${experts.map(plain).join(', ')}). ${plain(reason)}`;
  return ['### Dissent', '', ...plan.dissent.map(line)].join('\n');
}

/** Who wrote the model cell, where it was not the built-in writer. */
function codeSection({ code: written }: NoteInput): string {
  if (written === undefined) {
    return '';
  }
  const { by, attempts, parameters, hasRun, explanation } = written;
  const fences = [
    'parse and policy',
    'types and shapes',
    'a training on a tiny slice',
    ...(hasRun ? ['the full run'] : [])
  ];
  return [
    '### Model cell',
    '',
    `- Written by ${writers[by]}, after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; the other cells are CellForge's own`,
    `- Fences passed: ${fences.join(', ')}; let run by the analyst or by the rules for runs without one`,
    ...(parameters === null ? [] : [`- ${count(parameters)} trainable parameters`]),
    ...(explanation.trim() === '' ? [] : [`- In the coder's words: ${plain(explanation)}`])
  ].join('\n');
}

const writers: Readonly<Record<MindKind, string>> = {
  'built-in': 'the built-in writer',
  llm: 'a language model as coder',
  replay: 'the coder of a recorded run',
  scripted: 'a scripted coder, for testing',
  analyst: 'the analyst'
};

/** Only what the plan cites: the whole library would bury it. */
function evidenceSection({ plan, evidence }: NoteInput): string {
  const cited = new Set(plan?.choices.flatMap(choice => [...choice.evidence]) ?? []);
  const lines = evidence.filter(({ id }) => cited.has(id)).map(evidenceLine);
  return lines.length === 0 ? '' : ['### References', '', ...lines].join('\n');
}

function evidenceLine(record: Evidence): string {
  const state = record.resolved === 'resolved' ? '' : ' (identifier not resolved)';
  return (
    `- [${plain(record.id)}] ${plain(record.authors)} (${record.year}). ${plain(record.title)}. ` +
    `${plain(record.venue)}. ${plain(record.identifier)}${state}`
  );
}

function recordSection({ run, pipeline, notebook, profile, result }: NoteInput): string {
  const versions = Object.entries(result?.versions ?? profile?.versions ?? {}).map(
    ([name, version]) => `${plain(name)} ${plain(version)}`
  );
  return [
    '### Record',
    '',
    `- Run ${code(run)}, pipeline ${plain(pipeline)}; the whole debate is in this notebook's metadata`,
    ...(profile ? [`- Data fingerprint ${code(profile.fingerprint)}`] : []),
    ...(versions.length > 0 ? [`- Versions: ${versions.join(', ')}`] : []),
    `- Verify: ${code(`npm run --silent verify -- ${notebook}`)}`
  ].join('\n');
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
