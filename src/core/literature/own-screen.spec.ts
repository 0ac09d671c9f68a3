import { exampleProfile, exampleSituations } from '../design/testing/situations';
import type { PerturbationType, Profile } from '../task/profile';
import { bundledEvidence } from './bundled';
import { withoutOwnScreen } from './own-screen';

const targets = (text: string, context: string | null = null): Profile['conditions'] =>
  text.split(' ').map(label => ({
    label,
    targets: label.split('+'),
    context,
    dose: null,
    time: null,
    n_cells: 100
  }));

const pairs = 'KLF1 MAP2K6 CBL+CNN1 SGK1+TBX3 CEBPE+RUNX1T1 PTPN12+PTPN9';
const knockouts = 'STAT1 STAT2 IFNGR1 IFNGR2 JAK2 IRF1 BRD4 CUL3';
const types = 'B CD14+Mono CD4T CD8T NK Dendritic FCGR3A+Mono';

interface Row {
  readonly name: string;
  readonly type: PerturbationType;
  readonly conditions: string;
  readonly contexts?: string;
  readonly gone: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'its pairs, turned up',
    type: 'activation',
    conditions: pairs,
    gone: [
      'ahlmann-eltze-norman',
      'measured-loud-genes',
      'measured-ensemble',
      'norman-2019',
      'perturbench-norman'
    ]
  },
  { name: 'the same genes turned down', type: 'interference', conditions: pairs, gone: [] },
  {
    name: 'its knock-outs, in whatever file',
    type: 'knockout',
    conditions: knockouts.toLowerCase(),
    gone: ['measured-target-rule', 'papalexi-2021']
  },
  {
    name: 'a screen that shares some of its genes',
    type: 'knockout',
    conditions: `${knockouts} TP53 EGFR KRAS PTEN RB1`,
    gone: []
  },
  {
    name: 'its cell types under one cytokine',
    type: 'cytokine',
    conditions: 'stimulated',
    contexts: types,
    gone: ['measured-context-weighting', 'kang-2018']
  },
  {
    name: 'other contexts under one cytokine',
    type: 'cytokine',
    conditions: 'stimulated',
    contexts: 'HeLa K562 A549 MCF7 B NK',
    gone: []
  }
];

it.each(rows)('leaves out what was measured on $name: $gone', row => {
  const profile: Profile = {
    ...exampleProfile(exampleSituations.norman),
    conditions: targets(row.conditions),
    contexts: (row.contexts ?? '').split(' ').map(level => ({ level, n_cells: 100, n_control: 50 }))
  };
  const kept = withoutOwnScreen(bundledEvidence, {
    profile,
    task: { perturbation_type: row.type }
  }).map(({ id }) => id);
  const gone = bundledEvidence.map(({ id }) => id).filter(id => !kept.includes(id));
  expect([...gone].sort()).toEqual([...row.gone].sort());
});
