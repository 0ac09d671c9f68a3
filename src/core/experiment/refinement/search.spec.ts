import { builtInMind } from '../../minds/built-in/built-in-mind';
import { replay } from '../../record/replay';
import { runPipeline } from '../../run';
import { sha256Hex } from '../../sha256';
import { exampleInner } from '../../testing/example-inner';
import { examplePorts, exampleRequest } from '../../testing/example-run';
import type { RunRequest } from '../../request';

const signal = new AbortController().signal;

async function run(asked: RunRequest) {
  const ports = examplePorts({});
  const scoreInner: typeof ports.kernel.scoreInner = async (_object, task, candidate) =>
    exampleInner(task, candidate);
  const view = await runPipeline({ ...ports, kernel: { ...ports.kernel, scoreInner } }, asked, {
    signal
  });
  return { view, events: ports.store.events };
}

const cell = (view: Awaited<ReturnType<typeof run>>['view'], name: string): string =>
  view.cells.find(each => each.name === name)?.source ?? '';

describe('a search inside each training set', () => {
  it('is in no cell where it was not asked for', async () => {
    const { view } = await run({ ...exampleRequest, refine: 1 });
    expect(view.cells.map(({ name }) => name)).not.toContain('model-2');
    expect(cell(view, 'training')).toContain('run.fit(Model, folds, **training)');
  });

  it('chooses among what was scored and further settings of the approved plan', async () => {
    const { view } = await run({ ...exampleRequest, refine: 1, search: 4 });
    expect(view.candidates).toHaveLength(2);
    const training = cell(view, 'training');
    expect(cell(view, 'model-2')).toContain('class Model2(ShrunkToBaseline):');
    expect(training).toContain('trials=2,');
    expect(training).toContain('run.fit(search, folds)');
    expect(cell(view, 'prediction')).toContain('run.refit(search, data)');
  });

  it('needs no other candidate: settings alone are searched', async () => {
    const { view } = await run({ ...exampleRequest, search: 3 });
    expect(view.cells.map(({ name }) => name)).not.toContain('model-2');
    expect(cell(view, 'training')).toContain('trials=2,');
  });

  it('replays to the same cells', async () => {
    const { view, events } = await run({ ...exampleRequest, refine: 1, search: 4 });
    const told = await replay(events, { hash: sha256Hex, mind: builtInMind(), signal });
    expect(told).toMatchObject({ kind: 'replayed', disagreements: [] });
    expect(cell(view, 'model-2')).not.toBe('');
  });
});
