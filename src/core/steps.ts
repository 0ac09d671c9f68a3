/** The keys of the pipeline's own steps; a debate's are in `design/debate.ts`. */
export const steps = {
  startedAt: 'started-at',
  request: 'request',
  profile: 'analyse/profile',
  baselines: 'analyse/baselines',
  evidence: 'analyse/evidence',
  /** What the agents of Task Analysis report. */
  report: 'analyse/report',
  plan: (version: number) => `plan/${version}`,
  decision: (version: number) => `plan/${version}/decision`,
  cells: 'cells',
  inserted: 'cells/inserted',
  /** Recorded before the cells run, so that the wait is shown as what it is. */
  running: 'cells/run',
  result: 'result',
  /** The note before the cells, now with the verdict, and whether it could be put in place. */
  note: 'cells/note',
  noted: 'cells/noted'
} as const;

const planKey = /^plan\/\d+$/;
const decisionKey = /^plan\/\d+\/decision$/;
const debateKey = /^round-\d+\//;
const callKey = /\/call$/;

/** What a key stands for, so that a fold need not know the pipeline. */
export function kindOfStep(key: string): 'plan' | 'decision' | 'debate' | 'call' | 'other' {
  if (callKey.test(key)) {
    return 'call';
  }
  if (planKey.test(key)) {
    return 'plan';
  }
  if (decisionKey.test(key)) {
    return 'decision';
  }
  return debateKey.test(key) ? 'debate' : 'other';
}
