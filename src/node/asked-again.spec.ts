import type { Ports, RunToApprove } from '../core';
import { askedAgain } from './asked-again';
import type { CodeRule } from './code-rule';

const standard = 'import torch\nfrom cellforge_runtime.training import ShrunkToBaseline\n';

interface Given {
  readonly rule: CodeRule;
  /** The model cell, where an agent wrote it. */
  readonly byAgent?: string;
  readonly ok?: boolean;
}

/** Whether the cells of a resumed run start, and what is said. */
async function asked({ rule, byAgent, ok = true }: Given) {
  const source = byAgent ?? standard;
  const isByAgent = byAgent !== undefined;
  const cell = { id: 'a', name: 'model', source, inserted_hash: '' };
  const ports = {
    analyst: { approveRun: async () => ({ decision: 'run', by: 'headless' }) },
    kernel: { checkPolicy: async () => ({ ok, violations: [] }) },
    notebook: { read: async () => [cell] }
  } as unknown as Ports;
  const said: string[] = [];
  const analyst = askedAgain(ports, rule, line => said.push(line));
  const cells = { run: 'r-1', isByAgent } as RunToApprove;
  const { decision } = await analyst.approveRun(cells, new AbortController().signal);
  return { decision, said: said.join('\n'), trusted: analyst.hasApproved?.('r-1', '') };
}

it.each([
  ['standard cells', { rule: 'none' }, 'run', ''],
  ['usual imports', { rule: 'usual', byAgent: standard }, 'run', ''],
  ['other imports', { rule: 'usual', byAgent: 'import sklearn\n' }, 'refuse', 'imports sklearn'],
  ['other imports by rule', { rule: 'policy', byAgent: 'import sklearn\n' }, 'run', ''],
  ['a breach of the policy', { rule: 'policy', byAgent: standard, ok: false }, 'refuse', 'policy'],
  ['any code of agents', { rule: 'none', byAgent: standard }, 'refuse', '--approve-code none']
] as const)(
  'of a record that may come from elsewhere, holds to the rule: %s',
  async (_name, given, decision, told) => {
    const answer = await asked(given);
    expect(answer).toMatchObject({ decision, trusted: false });
    expect(answer.said).toContain(told);
  }
);
