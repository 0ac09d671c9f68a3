import type { Profile } from '../task/profile';
import type { Task } from '../task/task';
import type { Evidence } from './evidence';

type Known = { readonly profile: Profile; readonly task: Pick<Task, 'perturbation_type'> };

/** A published screen that records are about, and how its cells are recognised in whatever file they come. */
interface Screen {
  /** Records whose claim was measured on this screen alone. */
  readonly records: readonly string[];
  /** Publications of the screen itself, as a search may find them. */
  readonly identifiers: readonly string[];
  readonly isIt: (known: Known) => boolean;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const papalexi = words(`
  ATF2 BRD4 CAV1 CD86 CMTM6 CUL3 ETV7 IFNGR1 IFNGR2 IRF1 IRF7 JAK2 MARCH8 MARCHF8 MYC NFKBIA PDCD1LG2 POU2F2 SMAD4 SPI1
  STAT1 STAT2 STAT3 STAT5A TNFRSF14 UBE2L6`);

const norman = words(`
  AHR ARID1A ARRDC3 ATL1 BAK1 BCL2L11 BCORL1 BPGM C19ORF26 C3ORF72 CBFA2T3 CBL CDKN1A CDKN1B CDKN1C CEBPA CEBPB CEBPE CELF2
  CITED1 CKS1B CLDN6 CNN1 CNNM4 COL1A1 COL2A1 CSRNP1 DLX2 DUSP9 EGR1 ELMSAN1 ETS2 FEV FOSB FOXA1 FOXA3 FOXF1 FOXL2 FOXL2NB
  FOXO4 GLB1L2 HES7 HK2 HNF4A HOXA13 HOXB9 HOXC13 IER5L IGDCC3 IKZF3 IRF1 ISL2 JUN KIAA1804 KIF18B KIF2C KLF1 KMT2A LHX1 LYL1
  MAML2 MAP2K3 MAP2K6 MAP3K21 MAP4K3 MAP4K5 MAP7D1 MAPK1 MEIS1 MIDN NCL NIT1 OSR2 PLK4 POU3F2 PRDM1 PRTG PTPN1 PTPN12 PTPN13
  PTPN9 RHOXF2 RREB1 RUNX1T1 S1PR2 SAMD1 SAMD8 SET SGK1 SLC38A2 SLC4A1 SLC6A9 SNAI1 SPI1 STIL TBX2 TBX3 TGFBR2 TMSB4X TP73
  TSC22D1 UBASH3A UBASH3B ZBTB1 ZBTB10 ZBTB25 ZC3HAV1 ZNF318`);

const kang = words('B CD14MONO CD4T CD8T DC DENDRITIC FCGR3AMONO FMONO MEGAKARYOCYTES MK NK');

const screens: readonly Screen[] = [
  {
    records: ['measured-evidence'],
    identifiers: [],
    isIt: ({ profile }) => profile.facts.some(({ id, value }) => id === 'simulated' && value === 1)
  },
  {
    records: ['measured-target-rule', 'papalexi-2021'],
    identifiers: ['doi:10.1038/s41588-021-00778-2'],
    isIt: known => perturbs(known, papalexi, ['knockout', 'unknown'])
  },
  {
    records: [
      'measured-loud-genes',
      'measured-ensemble',
      'norman-2019',
      'perturbench-norman',
      'ahlmann-eltze-norman'
    ],
    identifiers: ['doi:10.1126/science.aax4438'],
    isIt: known => perturbs(known, norman, ['activation', 'unknown'])
  },
  {
    records: ['measured-context-weighting', 'kang-2018'],
    identifiers: ['doi:10.1038/nbt.4042'],
    isIt: ({ profile, task }) =>
      ['cytokine', 'unknown'].includes(task.perturbation_type) &&
      targetsOf(profile).size === 1 &&
      share(new Set(profile.contexts.map(({ level }) => plain(level))), kang) >= mostly
  }
];

/** From this share on, of at least five names, the data is taken for the screen. */
const mostly = 0.8;
const fewest = 5;

function perturbs(
  { profile, task }: Known,
  known: readonly string[],
  types: readonly Task['perturbation_type'][]
): boolean {
  // the same genes are targets of other screens, by other means
  return types.includes(task.perturbation_type) && share(targetsOf(profile), known) >= mostly;
}

const targetsOf = ({ conditions }: Profile): ReadonlySet<string> =>
  new Set(conditions.flatMap(({ targets }) => targets).map(plain));

/** Letters and digits alone, since files write "CD14+ Mono", "CD14_Mono" and "cd14+mono". */
const plain = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '');

function share(found: ReadonlySet<string>, known: readonly string[]): number {
  const hits = [...found].filter(name => known.includes(name)).length;
  return hits < fewest ? 0 : hits / found.size;
}

/**
 * Literature without what was measured on the very cells at hand. Such a record tells what won on the conditions that
 * are held out here: whoever argues from it argues from the answer, so it is no reason and nobody is given it.
 */
export function withoutOwnScreen(records: readonly Evidence[], known: Known): readonly Evidence[] {
  const own = screens.filter(screen => screen.isIt(known));
  return records.filter(
    ({ id, identifier }) =>
      !own.some(screen => screen.records.includes(id) || screen.identifiers.includes(identifier))
  );
}
