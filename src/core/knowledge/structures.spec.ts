import { debate } from '../design/debate';
import { neverAborted, unrecordedStep } from '../design/testing/example-debates';
import {
  type ExampleSituation,
  exampleAssessment,
  exampleProfile,
  exampleSituations,
  exampleTask
} from '../design/testing/situations';
import { bundledEvidence } from '../literature/bundled';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { runPipeline } from '../run';
import type { Ports } from '../ports';
import type { Fact } from '../task/profile';
import type { KnowledgeReport } from './report';
import { exampleKnowledge } from '../testing/example-knowledge';
import { examplePorts, exampleRequest } from '../testing/example-run';

const signal = neverAborted;
const genes: ExampleSituation = exampleSituations.papalexi;
const drugs: ExampleSituation = { ...genes, type: 'drug' };

/** A screen whose obs has this column, and what the kernel was asked to read of it. */
async function designed(
  situation: ExampleSituation,
  column: string,
  changes: (report: KnowledgeReport) => KnowledgeReport = report => report
) {
  const base = examplePorts({ situation, decisions: [{ decision: 'insert' }] });
  const asked: (readonly string[])[] = [];
  const ports = {
    ...base,
    mind: builtInMind(),
    kernel: {
      ...base.kernel,
      describe: async (object: string, settings: object, stop: AbortSignal) => {
        const described = await base.kernel.describe(object, settings, stop);
        const obs = { name: column, dtype: 'category', n_unique: 25, n_missing: 0, examples: [] };
        const profile = { ...described.profile!, obs_columns: [obs] };
        return { ...described, profile };
      },
      assessKnowledge: async (_object: unknown, _task: unknown, given: never) => {
        const { paths } = given as { readonly paths: readonly string[] };
        asked.push(paths);
        return changes(exampleKnowledge({ paths }));
      }
    }
  };
  const view = await runPipeline(
    ports as unknown as Ports,
    { ...exampleRequest, experts: 'built-in', rounds: 3 },
    { signal }
  );
  const source = (cell: string) => view.cells.find(({ name }) => name === cell)?.source ?? '';
  return { asked, training: source('training'), note: source('design-note') };
}

describe('structures in the obs of a screen of drugs', () => {
  it.each(['SMILES', 'canonical_smiles', 'Isomeric SMILES'])(
    'are read from obs["%s"] by the kernel and by the cells',
    async column => {
      const { asked, training } = await designed(drugs, column);
      expect(asked).toEqual([[`obs:${column}`]]);
      expect(training).toContain(`cf.read_knowledge(["obs:${column}"], data)`);
    }
  );

  it('that nothing here can read are left aside: the design goes on and its note says what to install', async () => {
    const install = 'RDKit is not installed: pip install "cellforge-runtime[chem]"';
    const { training, note } = await designed(drugs, 'SMILES', report => ({
      ...report,
      helps: false,
      covered: 0,
      facts: [],
      inner: [],
      tables: report.tables.map(table => ({
        ...table,
        name: 'obs:SMILES',
        shape: 'compounds and SMILES',
        date: '',
        covered: 0,
        adjusted: [install]
      }))
    }));
    expect(training).not.toContain('read_knowledge');
    expect(note).toMatch(/RDKit is not installed: pip install/);
    expect(note).toContain('Nothing of it could be used: the plan was made without it');
    expect(note).not.toContain(', , ');
  });

  it('are not looked for in a screen of genes, nor under another name', async () => {
    expect((await designed(genes, 'SMILES')).asked).toEqual([]);
    expect((await designed(drugs, 'pathway')).asked).toEqual([]);
  });
});

describe('the expert of chemistry', () => {
  const fact = (id: string, value: number): Fact => ({ id, value, unit: 'compounds', text: id });
  const held = async (facts: readonly Fact[]) =>
    (
      await debate({
        profile: exampleProfile(drugs),
        task: exampleTask(drugs),
        assessment: exampleAssessment(drugs),
        constraints: [],
        evidence: bundledEvidence,
        comments: async () => [],
        mind: builtInMind(),
        step: unrecordedStep,
        signal,
        knowledge: { report: { facts } }
      })
    ).turns;
  const table = [fact('knowledge-table', 1), fact('knowledge-helps', 1)];

  it('argues from structures that inner folds bear out', async () => {
    const turns = await held([...table, fact('compound-structures', 25)]);
    expect(JSON.stringify(turns)).toContain('structures of 25 compounds out');
    expect(JSON.stringify(await held(table))).not.toContain('structures of');
  });

  it('minds compounds that are held out beside a near-duplicate', async () => {
    const some = await held([
      ...table,
      fact('compound-structures', 25),
      fact('structure-twins', 3)
    ]);
    const none = await held([
      ...table,
      fact('compound-structures', 25),
      fact('structure-twins', 0)
    ]);
    const minded = (turns: unknown) => JSON.stringify(turns).includes('near-duplicates-flatter');
    expect([minded(some), minded(none)]).toEqual([true, false]);
  });
});
