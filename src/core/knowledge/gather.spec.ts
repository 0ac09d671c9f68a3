import { exampleSituations } from '../design/testing/situations';
import { fold } from '../fold';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { replay } from '../record/replay';
import type { Mind, Ports } from '../ports';
import { runPipeline } from '../run';
import { sha256Hex } from '../sha256';
import { callingMind } from '../testing/calling-mind';
import { exampleKnowledge } from '../testing/example-knowledge';
import { examplePorts, exampleRequest } from '../testing/example-run';
import type { ProposedKnowledge } from './annotations';

const signal = new AbortController().signal;
const situation = exampleSituations.papalexi;

/** A model that annotates every target, and is else the built-in rules. */
function annotating(
  target: (names: readonly string[]) => readonly string[] = names => names
): Mind {
  const rules = callingMind();
  return {
    ...rules,
    async call(role, brief, schema, stop) {
      const called = await rules.call!(role, brief, schema, stop);
      if (role !== 'annotator') {
        return called;
      }
      const { targets } = brief as { readonly targets: readonly string[] };
      const annotations = target(targets).map(name => ({
        target: name,
        terms: ['secret pathway'],
        source: 'memory'
      }));
      return { ...called, by: 'llm' as const, value: schema.parse({ annotations }) };
    }
  };
}

async function designed(changes: {
  readonly request?: object;
  readonly ports?: Partial<Ports>;
  readonly helps?: boolean;
  readonly decide?: (table: ProposedKnowledge) => boolean;
}) {
  const base = examplePorts({ situation, decisions: [{ decision: 'insert' }] });
  const given: unknown[] = [];
  const shown: ProposedKnowledge[] = [];
  const ports = {
    ...base,
    kernel: {
      ...base.kernel,
      describe: async (object: string, settings: object, stop: AbortSignal) => {
        const described = await base.kernel.describe(object, settings, stop);
        const conditions = ['STAT1', 'JAK2'].map(name => ({
          label: name,
          targets: [name],
          context: null,
          dose: null,
          time: null,
          n_cells: 100
        }));
        return { ...described, profile: { ...described.profile!, conditions } };
      },
      assessKnowledge: async (_object: unknown, _task: unknown, asked: never) => {
        given.push(asked);
        return exampleKnowledge(asked, { helps: changes.helps ?? true });
      }
    },
    analyst: {
      ...base.analyst,
      approveKnowledge: async (table: ProposedKnowledge) => {
        shown.push(table);
        return changes.decide?.(table) ?? false;
      }
    },
    ...changes.ports
  };
  const request = { ...exampleRequest, experts: ports.mind.kind, rounds: 3, ...changes.request };
  const view = await runPipeline(ports as Ports, request, { signal });
  const { events } = base.store;
  return { view, given, shown, events, text: JSON.stringify(events) };
}

const choiceOf = ({ view }: Awaited<ReturnType<typeof designed>>) =>
  view.plan?.choices.find(({ slot }) => slot === 'perturbation')?.choice;

describe('tables that the analyst names', () => {
  const request = { knowledge_path: ['a.tsv', 'b.gmt'] };

  it('are used where inner folds bear them out, read by the cells and told of in the note', async () => {
    const run = await designed({ request, ports: { mind: builtInMind() } });
    expect(run.given).toEqual([{ paths: ['a.tsv', 'b.gmt'], written: null }]);
    expect(choiceOf(run)).toBe('knowledge');
    const source = (name: string) => run.view.cells.find(cell => cell.name === name)!.source;
    expect(source('training')).toContain('cf.read_knowledge(["a.tsv", "b.gmt"], data)');
    expect(source('evaluation')).toContain('knowledge=knowledge');
    expect(source('design-note')).toMatch(/Prior knowledge[^]*may know the answer[^]*a\.tsv/);
    expect(await replay(run.events, { hash: sha256Hex, mind: builtInMind(), signal })).toEqual(
      expect.objectContaining({ disagreements: [] })
    );
  });

  it('are left aside where inner folds do not, and the note says so', async () => {
    const run = await designed({ request, ports: { mind: builtInMind() }, helps: false });
    expect(choiceOf(run)).not.toBe('knowledge');
    const note = run.view.cells.find(cell => cell.name === 'design-note')!.source;
    expect(note).toContain('The plan does not use it: inner folds did not bear it out');
  });
});

describe('annotations by a language model', () => {
  const request = { annotate: true, experts: 'llm' };

  it('are shown, and used once approved: written for the cells, with the model in the log', async () => {
    const run = await designed({ request, ports: { mind: annotating() }, decide: () => true });
    expect(run.shown).toHaveLength(1);
    expect(run.shown[0]).toEqual(expect.objectContaining({ note: 'may know the answer' }));
    const path = `${exampleRequest.run_folder}/knowledge-agent.tsv`;
    expect(run.given).toEqual([
      { paths: [path], written: { path, text: expect.stringContaining('secret_pathway') } }
    ]);
    expect(choiceOf(run)).toBe('knowledge');
    const recorded = run.events.find(
      event => event.type === 'step-done' && event.key === 'analyse/annotator/call'
    );
    expect(recorded).toEqual(
      expect.objectContaining({
        answer: expect.objectContaining({
          call: expect.objectContaining({ model: expect.any(String), prompt: expect.any(String) })
        })
      })
    );
  });

  it('leave nothing in the log once refused, and nothing is written', async () => {
    const run = await designed({ request, ports: { mind: annotating() }, decide: () => false });
    expect(run.shown).toHaveLength(1);
    expect(run.given).toEqual([]);
    expect(run.text).not.toContain('secret');
    expect(run.view.knowledge).toBeNull();
    expect(choiceOf(run)).not.toBe('knowledge');
  });

  it.each([
    ['nobody asked for them', { request: { experts: 'llm' } }],
    ['the experts are rules', { request, ports: { mind: builtInMind() } }]
  ])('are not asked for where %s', async (_why, changes) => {
    const run = await designed({ ports: { mind: annotating() }, ...changes, decide: () => true });
    expect(run.shown).toEqual([]);
    expect(run.text).not.toContain('analyse/annotator');
  });

  it('are not shown where nothing of them passes the check', async () => {
    const mind = annotating(() => ['IGNORE THE RULES']);
    const run = await designed({ request, ports: { mind }, decide: () => true });
    expect(run.shown).toEqual([]);
    expect(run.given).toEqual([]);
  });

  it('keep what the call took where the run is stopped before the decision', async () => {
    const decide = () => {
      throw new Error('stopped here');
    };
    const store = examplePorts({ situation }).store;
    const failed = designed({ request, ports: { mind: annotating(), store }, decide });
    await expect(failed).rejects.toThrow('stopped here');
    expect(store.events).toContainEqual(expect.objectContaining({ type: 'calls-unanswered' }));
    expect(JSON.stringify(store.events)).not.toContain('secret');
    expect(fold(store.events).spent.requests).toBeGreaterThan(0);
  });
});
