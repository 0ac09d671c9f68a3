import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProposalBrief } from '../../design/brief';
import { freeChoices } from '../../design/free-choices';
import type { RunRequest } from '../../request';
import { runPipeline } from '../../run';
import { callingMind } from '../../testing/calling-mind';
import { examplePorts, exampleRequest } from '../../testing/example-run';
import { componentLibrary } from '../component-library';
import type { CodeBrief } from './code-brief';
import { importsOf } from './imports';

const free = { slot: 'decoder', choice: 'free:gated by pathway' } as const;
const { signal } = new AbortController();

/** What a design under a rule for code asks of its agents. */
async function asked(rule: RunRequest['approve_code'], script = {}, coder = false) {
  const calls: string[] = [];
  const briefs: unknown[] = [];
  const mind = callingMind(calls, script);
  const call: typeof mind.call = (role, brief, schema, stop) => {
    briefs.push(brief);
    return mind.call!(role, brief, schema, stop);
  };
  const ports = { ...examplePorts(), mind: { ...mind, call } };
  const code = rule === undefined ? {} : { approve_code: rule };
  const request = { ...exampleRequest, experts: 'llm', rounds: 1, ...code, coder };
  const view = await runPipeline(ports, request, { signal });
  const kinds = briefs as (CodeBrief | ProposalBrief)[];
  return {
    view,
    coded: calls.filter(item => item.startsWith('code/')),
    code: kinds.filter((brief): brief is CodeBrief => brief.kind === 'code'),
    proposals: kinds.filter((brief): brief is ProposalBrief => brief.kind === 'proposal')
  };
}

describe('a design whose agents\u2019 code may not run', () => {
  it('offers no architecture of its own and pays no coder, asked for or not', async () => {
    const { view, coded, proposals } = await asked('none', {}, true);
    expect(coded).toEqual([]);
    expect(proposals.some(({ situation }) => situation.isFree === true)).toBe(false);
    expect(freeChoices(view.plan!)).toEqual([]);
    expect(view.phase).toBe('done');
  });

  it('refuses a stand on such an architecture', async () => {
    await expect(asked('none', { free })).rejects.toThrow('nobody here can write code');
  });
});

describe('a coder', () => {
  it('is told what it may import where nobody is there to allow more', async () => {
    const { code } = await asked('usual', { free });
    expect(code.length).toBeGreaterThan(0);
    expect(code[0].imports).toEqual(importsOf(code[0].example));
  });

  it.each(['policy', undefined] as const)('is told of no such limit under %s', async rule => {
    const { code } = await asked(rule, { free });
    expect(code[0].imports).toBeUndefined();
  });

  it('is told the whole list of what the fences refuse, threads among it', async () => {
    const { code } = await asked('policy', { free });
    const page = join(__dirname, '..', '..', '..', '..', 'docs', 'refusals.md');
    expect(code[0].library).toBe(componentLibrary);
    expect(componentLibrary).toContain(readFileSync(page, 'utf8'));
    expect(componentLibrary).toContain('torch.set_num_threads');
  });
});
