import { importsOf, newImports } from '../core';
import type { Analyst, Ports } from '../core';
import type { CodeRule } from './code-rule';
import type { Say } from './say';

/** What standard model cells import. */
const usual = ['numpy', 'torch', 'lightning', 'cellforge_runtime'];

/** A log lets nothing run by itself, since it may come from elsewhere: an agent's code is held to the rule once more. */
export function askedAgain(
  { analyst, kernel, notebook }: Pick<Ports, 'analyst' | 'kernel' | 'notebook'>,
  rule: CodeRule,
  say: Say
): Analyst {
  return {
    ...analyst,
    hasApproved: () => false,
    async approveRun(cells, signal) {
      if (cells.isByAgent) {
        const model = (await notebook.read(cells.run)).find(({ name }) => name === 'model');
        const source = model?.source ?? '';
        const policy = await kernel.checkPolicy(source, signal);
        const why = whyNot(rule, policy.ok && policy.violations.length === 0, source);
        if (why !== null) {
          say(`the cells are not run: ${why}`);
          return { decision: 'refuse', by: 'headless' };
        }
      }
      return analyst.approveRun(cells, signal);
    }
  };
}

function whyNot(rule: CodeRule, isWithinPolicy: boolean, source: string): string | null {
  if (rule === 'none') {
    return 'an agent wrote the model cell, and --approve-code none lets no such code run';
  }
  if (!isWithinPolicy) {
    return 'an agent wrote the model cell, and it does not keep the policy';
  }
  const unusual = newImports(importsOf(source), usual);
  return rule === 'policy' || unusual.length === 0
    ? null
    : `an agent wrote the model cell, and it imports ${unusual.join(', ')}; --approve-code policy lets in what the policy lists`;
}
