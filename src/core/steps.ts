/** The keys of the pipeline's own steps; a debate's are in `design/debate.ts`. */
export const steps = {
  startedAt: 'started-at',
  request: 'request',
  profile: 'analyse/profile',
  baselines: 'analyse/baselines',
  evidence: 'analyse/evidence',
  /** Whether the analyst lets a language model be told of the data. */
  consent: 'analyse/consent',
  /** Numbers that the agents of Task Analysis asked for, the live services there were, what was found, the report. */
  asked: 'analyse/asked',
  sources: 'analyse/sources',
  literature: 'analyse/literature',
  report: 'analyse/report',
  /** What tables of prior knowledge say of this data and are worth on inner folds; with an approved one of an agent's. */
  knowledge: 'analyse/knowledge',
  annotatorCall: 'analyse/annotator/call',
  knowledgeOfAgent: 'analyse/knowledge-of-agent',
  /** Who debates, and what is known before the first round. */
  debateExperts: 'debate/experts',
  debateFacts: 'debate/facts',
  plan: (version: number) => `plan/${version}`,
  decision: (version: number) => `plan/${version}/decision`,
  cells: 'cells',
  inserted: 'cells/inserted',
  /** Recorded before the cells run, so that the wait is shown as what it is. */
  running: 'cells/run',
  result: 'result',
  /** The note before the cells, now with the verdict, and whether it could be put in place. */
  note: 'cells/note',
  noted: 'cells/noted',
  /** The component library that this run's coder is told of: its page may change before the run is told again. */
  library: 'coder/library',
  /** What the coder answers is recorded as `code/N/call`. */
  code: (n: number) => `code/${n}`,
  /** In this order: what the policy says, who let it be executed, what the trial on a slice says. */
  codePolicy: (n: number) => `code/${n}/policy`,
  codeCheck: (n: number) => `code/${n}/check`,
  codeApproval: (n: number) => `code/${n}/approval`,
  /** How the full run of attempt N ended. */
  codeRun: (n: number) => `code/${n}/run`,
  /** The model cell that takes the place of the one before, by attempt or "standard"; and that it was put there. */
  codeCell: (name: string) => `code/${name}/cell`,
  codePut: (name: string) => `code/${name}/put`,
  /** A plan made into code, its scores on inner folds, and what was left of the budgets when a further one was thought of. */
  candidate: (n: number) => `candidate-${n}/plan`,
  candidateInner: (n: number) => `candidate-${n}/inner`,
  candidateLeft: (n: number, version: number) => `candidate-${n}/left/${version}`,
  /** Which candidate became the plan of a version, and why no further one was made. */
  refined: (version: number) => `candidates/${version}`,
  /** The plan that ran, where its own architecture failed in the full run. */
  builtPlan: 'plan/built'
} as const;

const planKey = /^plan\/\d+$/;
const decisionKey = /^plan\/\d+\/decision$/;
const debateKey = /^round-\d+\//;
// a search's words and a work's id stand at the end of these keys, and are others' to choose
const literatureKey = /^analyse\/literature\//;
const callKey = /\/call$/;
const codeKey = /^code\//;
const candidateKey = /^candidate(s|-\d+)\//;

/** What a key stands for, so that a fold need not know the pipeline. */
export function kindOfStep(
  key: string
): 'plan' | 'decision' | 'debate' | 'call' | 'code' | 'candidate' | 'other' {
  if (literatureKey.test(key)) {
    return 'other';
  }
  if (callKey.test(key)) {
    return 'call';
  }
  if (planKey.test(key)) {
    return 'plan';
  }
  if (decisionKey.test(key)) {
    return 'decision';
  }
  if (codeKey.test(key)) {
    return 'code';
  }
  if (candidateKey.test(key)) {
    return 'candidate';
  }
  return debateKey.test(key) ? 'debate' : 'other';
}
