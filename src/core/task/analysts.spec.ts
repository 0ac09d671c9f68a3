import { StoppedError } from '../errors';
import { replay } from '../record/replay';
import { builtInMind } from '../minds/built-in/built-in-mind';
import { runPipeline } from '../run';
import { sha256Hex } from '../sha256';
import { callingMind } from '../testing/calling-mind';
import { examplePorts, exampleRequest } from '../testing/example-run';

const signal = new AbortController().signal;
const request = { ...exampleRequest, experts: 'llm' };

describe('Task Analysis with agents', () => {
  it('reports founded claims alone and counts those it dropped', async () => {
    const asked: string[] = [];
    const ports = { ...examplePorts(), mind: callingMind(asked) };
    const view = await runPipeline(ports, request, { signal });
    expect(asked.slice(0, 4)).toEqual([
      'analysis/dataset-analyst',
      'analysis/problem-investigator',
      'analysis/baseline-assessor',
      'analysis/refiner'
    ]);
    expect(view.report?.dropped).toBe(4);
    expect(view.report?.claims).toHaveLength(1);
    expect(view.report?.claims[0].facts).toHaveLength(1);
  });

  it('gives the experts what was measured because an analyst asked', async () => {
    const ports = { ...examplePorts(), mind: callingMind() };
    await runPipeline(ports, request, { signal });
    expect(ports.kernel.asked).toContain('further-facts');
    const facts = ports.store.events.find(event => 'key' in event && event.key === 'debate/facts');
    expect(JSON.stringify(facts)).toContain('asked-depth-ratio');
  });

  it('sends nothing until the analyst has seen what it would be, and nothing at all without leave', async () => {
    const asked: string[] = [];
    const offer = {
      to: 'models.example.org',
      model: 'scripted-1',
      isMasked: false,
      text: 'the first prompt',
      bytes: 16,
      estimate: { calls: 40, prompt_tokens: 90_000, completion_tokens: 20_000, money: null }
    };
    const mind = { ...callingMind(asked), offer: async () => offer };
    const seen: unknown[] = [];
    const answers = [false, true];
    const consent = async (shown: unknown) => {
      seen.push(shown);
      return answers.shift() ?? true;
    };
    const memory = examplePorts();
    const ports = { ...memory, mind, analyst: { ...memory.analyst, consent } };
    await expect(runPipeline(ports, request, { signal })).rejects.toThrow(StoppedError);
    expect(asked).toEqual([]);
    const view = await runPipeline(ports, request, { signal });
    expect(view.plan).not.toBeNull();
    expect(seen).toEqual([offer, offer]);
  });

  it('asks no agent where the experts are rules', async () => {
    const ports = examplePorts();
    const view = await runPipeline(ports, exampleRequest, { signal });
    expect(view.report).toBeNull();
    expect(view.spent.calls).toBe(0);
  });

  it('reads no literature where that is switched off', async () => {
    const ports = { ...examplePorts(), mind: callingMind() };
    const view = await runPipeline(ports, { ...request, ablation: ['no-literature'] }, { signal });
    expect(view.evidence).toEqual([]);
    expect(view.plan?.choices.flatMap(choice => choice.evidence)).toEqual([]);
  });

  it('replays to the byte', async () => {
    const ports = { ...examplePorts(), mind: callingMind() };
    await runPipeline(ports, request, { signal });
    const again = await replay(ports.store.events, {
      hash: sha256Hex,
      mind: builtInMind(),
      signal
    });
    expect(again).toMatchObject({ kind: 'replayed', disagreements: [] });
  });
});
