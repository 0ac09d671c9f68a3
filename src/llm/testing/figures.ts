import { builtInMind, runPipeline, sha256Hex } from '../../core';
import { examplePorts, exampleRequest } from '../../core/testing/example-run';
import { llmMind } from '../llm-mind';
import { oracle } from './scripted-design';
import { personalities, scriptedEndpoint } from './scripted-endpoint';

/** What the way to a language model costs of itself, measured on a design whose endpoint answers at once. */
async function measured(rounds: number, comments: Readonly<Record<number, readonly string[]>>) {
  const { answer, over, asked } = oracle(rounds === 10);
  const endpoint = await scriptedEndpoint({ answer, personality: personalities.strictVendor });
  const started = { wall: performance.now(), cpu: process.cpuUsage() };
  try {
    const { baseURL } = endpoint;
    const mind = llmMind({
      endpoint: { baseURL, apiKey: null, model: 'scripted', timeoutMs: 60_000, maxTokens: 4000 },
      fallback: builtInMind(),
      hash: sha256Hex,
      habits: new Map()
    });
    const ports = { ...examplePorts({ comments }), mind: over(mind) };
    const request = { ...exampleRequest, experts: 'llm', rounds, refine: 1 };
    const { signal } = new AbortController();
    const view = await runPipeline(ports, request, { signal });
    const cpu = process.cpuUsage(started.cpu);
    const sizes = endpoint.received.map(({ messages }, at) => ({
      what: asked[at],
      bytes: new TextEncoder().encode(JSON.stringify(messages)).length,
      shared: new TextEncoder().encode(messages[0].content).length
    }));
    return {
      wallS: (performance.now() - started.wall) / 1000,
      cpuS: (cpu.user + cpu.system) / 1e6,
      view,
      sizes
    };
  } finally {
    await endpoint.close();
  }
}

async function main(): Promise<void> {
  const design = await measured(4, {});
  const { spent, consensus } = design.view;
  const inRound = (round: number, sizes: typeof design.sizes) =>
    sizes.filter(({ what }) => what.startsWith(`${round}/`));
  const mean = (round: number, sizes: typeof design.sizes): number => {
    const own = inRound(round, sizes);
    return own.reduce((sum, { bytes }) => sum + bytes, 0) / Math.max(own.length, 1);
  };
  const perRound = Array.from(
    { length: consensus.rounds },
    (_none, at) => inRound(at + 1, design.sizes).length
  );
  const shared = design.sizes.slice(1).reduce((sum, { shared: bytes }) => sum + bytes, 0);
  const all = design.sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const comments = Object.fromEntries(
    Array.from({ length: 10 }, (_none, at) => [at + 1, ['Prefer a low-rank decoder, please.']])
  );
  const long = await measured(10, comments);
  const last = Math.max(...long.sizes.map(({ what }) => Number(what.split('/')[0]) || 0));
  const ratio = mean(last, long.sizes) / mean(2, long.sizes);
  const lines = [
    'Language models over an endpoint that answers at once (scripted for testing):',
    `  own time of a whole design: ${design.wallS.toFixed(2)} s, of it processor ${design.cpuS.toFixed(2)} s (aim: under 3 s)`,
    `  calls: ${spent.calls} in all (aim: at most 60), by round of the debate ${perRound.join(', ')} (at most 9)`,
    `  prompt tokens, at 4 bytes each, forms of answers included: ${spent.prompt_tokens} (aim: under 150,000)`,
    `  of the messages ${Math.round((100 * shared) / all)} % repeat a beginning that was sent before`,
    `  mean prompt of round ${last} over round 2, a comment in each round: ${ratio.toFixed(2)} (aim: at most 1.2)`
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

void main();
