import { StoppedError } from '../core';
import type { CodeToApprove, RunToApprove } from '../core';
import { exampleCode, examplePolicy } from '../core/testing/example-code';
import { PanelAnalyst } from './panel-analyst';

function waiting() {
  const changes = jest.fn();
  const analyst = new PanelAnalyst(changes);
  return { analyst, changes, controller: new AbortController() };
}

describe('PanelAnalyst', () => {
  it('keeps a comment until a round reads it, and gives it once', async () => {
    const { analyst } = waiting();
    analyst.say('Must stay under 1 M parameters.');

    expect(analyst.waitingComments).toEqual(['Must stay under 1 M parameters.']);
    expect(await analyst.comments()).toEqual(['Must stay under 1 M parameters.']);
    expect(await analyst.comments()).toEqual([]);
  });

  it('lets a plan wait until it is decided', async () => {
    const { analyst, controller } = waiting();
    const asked = analyst.approve('r-1', controller.signal);

    expect(analyst.isAsked).toBe(true);
    expect(analyst.decide({ decision: 'insert' })).toBe(true);
    expect(await asked).toEqual({ decision: 'insert', by: 'analyst' });
    expect(analyst.isAsked).toBe(false);
  });

  it('says so when no plan waits', () => {
    expect(waiting().analyst.decide({ decision: 'insert' })).toBe(false);
  });

  it('answers at once with a decision made before the plan asked again', async () => {
    const { analyst, controller } = waiting();
    analyst.decideNext({ decision: 'insert-and-run' });

    expect(await analyst.approve('r-1', controller.signal)).toEqual({
      decision: 'insert-and-run',
      by: 'analyst'
    });
  });

  it('gives up when the run is stopped', async () => {
    const { analyst, controller } = waiting();
    const asked = analyst.approve('r-1', controller.signal);
    controller.abort(new StoppedError('analyst'));

    await expect(asked).rejects.toThrow(StoppedError);
    expect(analyst.isAsked).toBe(false);
  });

  it('lets code wait until it is decided', async () => {
    const { analyst, controller } = waiting();
    const asked = analyst.approveCode(codeOf([]), controller.signal);

    expect(analyst.waitingCode?.n).toBe(1);
    expect(analyst.decideCode('refuse')).toBe(true);
    expect(await asked).toMatchObject({ decision: 'refuse', by: 'analyst' });
    expect(analyst.waitingCode).toBeNull();
    expect(analyst.hasApproved('r-1', codeOf([]).source_hash)).toBe(false);
  });

  it('runs code unasked after "always for this notebook", but never with a new import', async () => {
    const standing = rule();
    const analyst = new PanelAnalyst(jest.fn(), standing);
    const first = analyst.approveCode(codeOf([]), signal());
    analyst.decideCode('run', { always: true });
    expect(await first).toMatchObject({ decision: 'run', by: 'analyst' });

    const later = new PanelAnalyst(jest.fn(), standing);
    expect(await later.approveCode(codeOf([]), signal())).toMatchObject({ by: 'always' });
    const asked = later.approveCode(codeOf(['scipy']), signal());
    expect(later.mayAlways).toBe(false);
    later.decideCode('run', { always: true });
    expect(await asked).toMatchObject({ decision: 'run', by: 'analyst' });
  });

  it('takes no "always" from code with a new import', async () => {
    const standing = rule();
    const analyst = new PanelAnalyst(jest.fn(), standing);
    const asked = analyst.approveCode(codeOf(['scipy']), signal());
    analyst.decideCode('run', { always: true });

    expect(await asked).toMatchObject({ decision: 'run' });
    expect(standing.granted).toEqual([]);
  });
});

describe('a start of cells', () => {
  it('waits for a person', async () => {
    const { analyst } = waiting();
    const asked = analyst.approveRun(cells(), signal());
    expect(analyst.waitingRun?.reason).toBe('run-again');
    expect(analyst.decideRun('refuse')).toBe(true);
    expect(await asked).toMatchObject({ decision: 'refuse', by: 'analyst' });
  });

  it.each([
    ['the plan was let run', (a: PanelAnalyst) => a.decideNext({ decision: 'insert-and-run' })],
    ['a button said so', (a: PanelAnalyst) => a.allowNextStart()]
  ])('goes unasked once where %s', async (_name, press) => {
    const { analyst } = waiting();
    press(analyst);
    expect(await analyst.approveRun(cells(), signal())).toMatchObject({ by: 'analyst' });
    void analyst.approveRun(cells(), signal());
    expect(analyst.waitingRun).not.toBeNull();
  });

  it('is covered by the approval of the mended code it runs, and of no other', async () => {
    const { analyst } = waiting();
    const mend = { ...codeOf([]), isMend: true };
    const asked = analyst.approveCode(mend, signal());
    analyst.decideCode('run');
    await asked;
    const other = analyst.approveRun(cells({ model_hash: 'other' }), signal());
    expect(analyst.waitingRun).not.toBeNull();
    analyst.decideRun('run');
    await other;

    const again = analyst.approveCode(mend, signal());
    analyst.decideCode('run');
    await again;
    await analyst.approveRun(cells({ model_hash: mend.source_hash }), signal());
    expect(analyst.waitingRun).toBeNull();
  });

  it('is asked for whatever was pressed, where an agent wrote its code and nobody here let it run', async () => {
    const { analyst } = waiting();
    analyst.allowNextStart();
    const foreign = cells({ isByAgent: true });
    const asked = analyst.approveRun(foreign, signal());
    expect(analyst.waitingRun).toBe(foreign);
    analyst.decideRun('run');
    await asked;
    analyst.allowNextStart();
    expect(await analyst.approveRun(foreign, signal())).toMatchObject({ by: 'analyst' });
  });

  it('is asked for again after a stop', () => {
    const { analyst } = waiting();
    analyst.allowNextStart();
    analyst.forgetAnswers();
    void analyst.approveRun(cells(), signal());
    expect(analyst.waitingRun).not.toBeNull();
  });

  it('goes unasked by a standing rule, but never with an edited cell', async () => {
    const analyst = new PanelAnalyst(jest.fn(), rule(['r-1']));
    expect(await analyst.approveRun(cells(), signal())).toMatchObject({ by: 'always' });
    const edited = cells({ cells: [{ name: 'training', isChanged: true }] });
    void analyst.approveRun(edited, signal());
    expect(analyst.waitingRun).toBe(edited);
    expect(analyst.mayAlways).toBe(false);
  });
});

const signal = (): AbortSignal => new AbortController().signal;

function rule(granted: string[] = []) {
  return {
    granted,
    mayStand: true,
    covers: (run: string) => granted.includes(run),
    grant: (run: string) => void granted.push(run)
  };
}

function cells(parts: Partial<RunToApprove> = {}): RunToApprove {
  return {
    run: 'r-1',
    reason: 'run-again',
    cells: [{ name: 'training', isChanged: false }],
    source_hash: 'c',
    model_hash: 'm',
    isByAgent: false,
    ...parts
  };
}

function codeOf(newImports: readonly string[]): CodeToApprove {
  const source = exampleCode();
  return {
    run: 'r-1',
    n: 1,
    source,
    source_hash: 'h',
    base: '',
    explanation: '',
    imports: ['torch', ...newImports],
    newImports,
    policy: examplePolicy(source),
    isMend: false
  };
}
