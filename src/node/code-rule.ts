import { isCoveredByAlways, isWithinPolicy } from '../core';
import type { CodeToApprove } from '../core';
import type { Say } from './say';

/** Which of an agent's model cells may run where nobody is there to read them. */
export const codeRules = ['none', 'usual', 'policy'] as const;
export type CodeRule = (typeof codeRules)[number];

/** Whether a cell that breaks no rule of the policy may be tried and run; says why where it may not. */
export function mayRun(rule: CodeRule, code: CodeToApprove, say: Say): boolean {
  const why = whyNot(rule, code);
  if (why !== null) {
    say(`code, attempt ${code.n}: not run: ${why}`);
  }
  return why === null;
}

function whyNot(rule: CodeRule, code: CodeToApprove): string | null {
  if (rule === 'none') {
    return '--approve-code none lets no code of agents run; the record keeps it';
  }
  if (!isWithinPolicy(code)) {
    return 'it needs an exception to the policy, which only a person can make, in JupyterLab';
  }
  return rule === 'policy' || isCoveredByAlways(code)
    ? null
    : `it imports ${code.newImports.join(', ')}, which the standard cells do not; --approve-code policy lets in what the policy lists`;
}
