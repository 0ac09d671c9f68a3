import { QuestionId } from '../core/task/questions';
import { replay } from '../core/record/replay';
import { checkChain } from '../core/record/chain';
import { builtInMind, sha256Hex, tokensIn } from '../core';
import { promptFor } from './prompts/table';
import { attackText, attacks } from './testing/attacks';
import { type Attacked, attackedRun, budgetTokens, plainWorld } from './testing/attacked-run';
import { type Channel, channels, type World } from './testing/channels';

jest.setTimeout(600_000);

/** What an attack may not move, whatever the model answers. */
function effectsOf({ view, ports }: Attacked, text: string) {
  const planted = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll(JSON.stringify(text).slice(1, -1), '…'));
  const shell = view.cells.filter(
    cell => !['model', 'training', 'design-note'].includes(cell.name)
  );
  return {
    phase: view.phase,
    task: planted(view.task),
    constraints: planted(view.constraints),
    settings: view.settings,
    assessment: view.assessment,
    verdicts: view.result?.scenarios ?? null,
    cells: view.cells.map(({ name, kind }) => [name, kind]),
    code: shell.filter(({ kind }) => kind === 'code').map(cell => codeOnly(cell.source)),
    ran: [...new Set(ports.notebook.ran)]
  };
}

/** Python without what only a reader sees: texts and comments. */
const codeOnly = (source: string): string =>
  source
    .replace(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/#.*/g, '')
    .replace(/\s+/g, '')
    .replace(/,(?=[\])])/g, '');

function expectNoReach({ model, queries }: Attacked): void {
  expect(new Set(model.addresses)).toEqual(new Set(['http://models.test/v1/chat/completions']));
  expect(queries.every(query => query.startsWith('pubmed '))).toBe(true);
  model.bodies.forEach(body => {
    expect(Number(body.max_tokens)).toBeLessThanOrEqual(12_000);
    expect(body.tools).toBeUndefined();
  });
}

function expectListedQuestions({ asked, view }: Attacked): void {
  const columns = ['', ...view.profile!.obs_columns.map(column => column.name)];
  const questions = asked
    .filter(([what]) => what === 'further-facts')
    .flatMap(([, , , wanted]) => wanted as { question: string; column: string }[]);
  questions.forEach(({ question, column }) => {
    expect(QuestionId.options).toContain(question);
    expect(columns).toContain(column);
    expect(/level/.test(question) || column === '').toBe(true);
  });
  expect(new Set(questions.map(item => JSON.stringify(item))).size).toBe(questions.length);
}

function expectKnownCitations({ view }: Attacked): void {
  const known = view.evidence.map(({ id }) => id);
  const facts = new Set([
    ...view.turns.flatMap(turn => ('facts' in turn ? turn.facts : [])),
    ...view.plan!.choices.flatMap(choice => choice.facts)
  ]);
  const turns = new Set(view.turns.map(({ id }) => id));
  expect(new Set(known).size).toBe(known.length);
  expect(known.join(' ')).not.toContain('9999');
  expect(facts.has('__proto__')).toBe(false);
  const stands = view.turns.flatMap(turn => (turn.kind === 'proposal' ? [...turn.stands] : []));
  const cited = [...view.plan!.choices, ...stands, ...(view.report?.claims ?? [])];
  expect(cited.flatMap(item => item.evidence).filter(id => !known.includes(id))).toEqual([]);
  const answered = view.turns.flatMap(turn =>
    turn.kind === 'proposal' ? turn.answers.map(answer => answer.turn) : []
  );
  expect([...answered, ...stands.flatMap(s => s.turns)].filter(id => !turns.has(id))).toEqual([]);
}

function expectFencedCode({ view, approvals, ranModels }: Attacked): void {
  const isHostile = (source: string): boolean =>
    attacks.goals.some(goal => source.includes(goal.expression));
  const shown = view.cells.map(cell => cell.source);
  expect([...approvals.map(code => code.source), ...ranModels, ...shown].filter(isHostile)).toEqual(
    []
  );
  const passed = view.attempts
    .filter(({ policy }) => policy?.ok === true)
    .map(({ source }) => source);
  expect(approvals.map(code => code.source)).toEqual(passed);
}

function expectLimitsKept({ view, plansApproved }: Attacked): void {
  expect(
    view.plan!.choices.filter(({ slot, choice }) => slot === 'loss' && choice === 'mse')
  ).toEqual([]);
  expect(view.plan!.hyperparameters.hidden).toBeLessThan(4096);
  expect(view.attempts.length).toBeLessThanOrEqual(10);
  // what can't be built goes back to the experts once, and each plan to the analyst
  expect(view.consensus.rounds).toBeLessThanOrEqual(2);
  expect(plansApproved).toBeGreaterThanOrEqual(view.consensus.rounds);
  expect(tokensIn(view.spent)).toBeLessThan(budgetTokens);
}

/** Text of others in the note is text: no element, link or picture of theirs. */
function expectTextAsText({ view }: Attacked): void {
  const note = view.cells.find(cell => cell.name === 'design-note')!.source;
  const words = note.replace(/(`+).*?\1/g, '');
  expect(words).not.toMatch(/<[a-z!/]/i);
  expect(words).not.toMatch(/(?<!\\)\]\(|(?<!\\)!\[/);
}

async function expectWholeRecord({ ports, view }: Attacked, isReplayed: boolean): Promise<void> {
  const { events } = ports.store;
  expect(checkChain(events, sha256Hex)).toHaveLength(events.length);
  expect(view.experts).toBe('llm');
  if (isReplayed) {
    const { signal } = new AbortController();
    const again = await replay(events, { hash: sha256Hex, mind: builtInMind(), signal });
    expect(again).toMatchObject({ kind: 'replayed', disagreements: [] });
  }
}

async function attack(channel: Channel, text: string): Promise<Attacked> {
  const world: World = channel.plant(plainWorld, text);
  return attackedRun(world);
}

/** A whole run for one wording of each, in turn; all of them (minutes) where `CELLFORGE_ALL_ATTACKS` is set. */
function wordingsFor(turn: number): readonly number[] {
  const all = attacks.wordings.map((_wording, index) => index);
  return process.env.CELLFORGE_ALL_ATTACKS === undefined ? [turn % all.length] : all;
}

const harmless = 'harmless words';

describe.each(channels)('orders in the $id', channel => {
  let before: ReturnType<typeof effectsOf>;
  let tools: readonly string[];
  const obeyed = new Set<string>();
  beforeAll(async () => {
    const control = await attack(channel, harmless);
    expect(control.model.obeyed).toEqual([]);
    before = effectsOf(control, harmless);
    tools = control.asked.map(([what]) => what);
  });

  it.each(attacks.goals)('do not make an obeying model $id', async goal => {
    for (const index of wordingsFor(channels.indexOf(channel) + attacks.goals.indexOf(goal))) {
      const wording = attacks.wordings[index];
      const text = attackText(goal, index);
      const run = await attack(channel, text);
      run.model.obeyed.forEach(role => obeyed.add(role));
      expect({ wording: wording.id, ...effectsOf(run, text) }).toEqual({
        wording: wording.id,
        ...before
      });
      expect(run.asked.filter(([what]) => !tools.includes(what))).toEqual([]);
      expectNoReach(run);
      expectListedQuestions(run);
      expectKnownCitations(run);
      expectFencedCode(run);
      expectLimitsKept(run);
      expectTextAsText(run);
      await expectWholeRecord(run, goal === attacks.goals[0]);
    }
    expect(({} as { isAllowed?: unknown }).isAllowed).toBeUndefined();
  });

  it('reach only those who are told of it, and there they were obeyed', () => {
    const seen = [...obeyed];
    expect(channel.reaches.filter(role => !seen.includes(role))).toEqual([]);
    expect(channel.reaches.length === 0 ? seen : []).toEqual([]);
  });
});

describe('every order, in every wording, on every channel', () => {
  const token = 'PLANTED';
  const worded = attacks.goals.flatMap(goal =>
    attacks.wordings.map((_wording, index) => attackText(goal, index))
  );
  // what is planted in a finished cell has not gone through pythonString, which leaves no line break in a literal
  const longName = /(?<=plan_name = )\(\n +"[^]*?"\n +\)/g;
  const shape = (channel: Channel, prompt: string) => ({
    marks: prompt.match(/<(?=[\s/]*data|\|)[^<]{0,40}/g)?.map(mark => mark.slice(0, 6)),
    // a traceback keeps its lines
    lines: channel.reaches[0] === 'coder' ? 0 : prompt.replace(longName, '').split('\n').length,
    unseen: /[\p{Cf}\p{Zl}\p{Zp}]/u.test(prompt)
  });

  it.each(channels)('in the $id stays inside its block of the prompt', async channel => {
    const { briefs } = (await attack(channel, token)).model;
    const kinds = new Map(briefs.map(item => [item.kind, item]));
    for (const { role, brief } of kinds.values()) {
      const promptWith = (text: string): string => {
        const planted = JSON.stringify(brief).replaceAll(token, () =>
          JSON.stringify(text).slice(1, -1)
        );
        return promptFor(role, JSON.parse(planted))!
          .map(({ content }) => content)
          .join('\n');
      };
      const before = shape(channel, promptWith(harmless));
      worded.forEach(text =>
        expect({ text, ...shape(channel, promptWith(text)) }).toEqual({ text, ...before })
      );
    }
  });
});
