import type { PanelActions, PanelState } from '../panel/model';
import type { Desk } from './desk';
import { deskActions } from './desk-actions';
import { emptyState } from './empty-state';
import type { Capabilities } from './tokens';

/** A desk whose parts say what they are asked, with one capability switched off. */
function scene(given: { off?: keyof Capabilities; state?: Partial<PanelState> }) {
  const asked: string[] = [];
  const saying = (part: string, known: Record<string, unknown> = {}) =>
    new Proxy(known, {
      get: (_, name: string) => known[name] ?? (async () => void asked.push(`${part}.${name}`))
    });
  const on = { inspect: {}, design: {}, run: {}, record: {} };
  let state: PanelState = { ...emptyState, ...given.state };
  const desk = {
    services: { capabilities: given.off === undefined ? on : { ...on, [given.off]: null } },
    notebook: saying('notebook'),
    runs: saying('runs', { cellsInput: () => null }),
    records: saying('records'),
    reader: saying('reader'),
    experts: saying('experts'),
    replay: saying('replay'),
    get state() {
      return state;
    },
    set: (parts: Partial<PanelState>) => {
      state = { ...state, ...parts };
    }
  };
  return { actions: deskActions(desk as unknown as Desk), desk, asked };
}

const cells = [{ id: 'c-1' }] as unknown as PanelState['cells'];
const view = { task: null, cellIds: ['c-1'], result: {} } as unknown as PanelState['view'];

const guarded: readonly {
  readonly what: string;
  readonly off: keyof Capabilities;
  readonly state?: Partial<PanelState>;
  readonly act: (actions: PanelActions) => void;
}[] = [
  { what: 'Resume of a debate', off: 'design', act: actions => actions.resume() },
  { what: 'Resume of cells', off: 'run', state: { cells }, act: actions => actions.resume() },
  { what: 'Send back', off: 'design', act: actions => actions.sendBack('smaller') },
  { what: 'a change', off: 'design', act: actions => actions.changeChoice('loss', 'mse') },
  { what: 'Refine', off: 'design', act: actions => actions.refine() },
  { what: 'Branch', off: 'design', act: actions => actions.branch() },
  { what: 'Approve', off: 'run', act: actions => actions.approve('insert') },
  { what: 'Predict', off: 'run', state: { view }, act: actions => actions.predict(['A']) }
];

describe('a part that an administrator switched off', () => {
  it.each(guarded)('is told as that by $what, and does nothing', async ({ off, state, act }) => {
    const { actions, desk, asked } = scene({ off, state });
    act(actions);
    await Promise.resolve();
    expect([desk.state.problem?.code, asked]).toEqual([`plugin/${off}-off`, []]);
  });

  it.each(guarded)('is used by $what where it is on', async ({ state, act }) => {
    const { actions, desk, asked } = scene({ state });
    act(actions);
    await Promise.resolve();
    expect([desk.state.problem, asked.length]).toEqual([null, 1]);
  });
});

test('a replay predicts nothing: the model of the run behind it is another', async () => {
  const { actions, asked } = scene({ state: { mode: 'replay', view } });
  actions.predict(['A']);
  await Promise.resolve();
  expect(asked).toEqual([]);
});
