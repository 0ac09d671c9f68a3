import { StoppedError } from '../core';
import type { CodeToApprove } from '../core';
import { exampleCheck, exampleCode } from '../core/testing/example-code';
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
    expect(await asked).toEqual({ decision: 'insert' });
    expect(analyst.isAsked).toBe(false);
  });

  it('says so when no plan waits', () => {
    expect(waiting().analyst.decide({ decision: 'insert' })).toBe(false);
  });

  it('answers at once with a decision made before the plan asked again', async () => {
    const { analyst, controller } = waiting();
    analyst.decideNext({ decision: 'insert-and-run' });

    expect(await analyst.approve('r-1', controller.signal)).toEqual({ decision: 'insert-and-run' });
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
    expect(await asked).toBe('refuse');
    expect(analyst.waitingCode).toBeNull();
  });

  it('runs code unasked after "always for this notebook", but never with a new import', async () => {
    const standing = { code: false };
    const analyst = new PanelAnalyst(jest.fn(), standing);
    const { signal } = new AbortController();
    const first = analyst.approveCode(codeOf([]), signal);
    analyst.decideCode('run', { always: true });
    expect(await first).toBe('run');

    const later = new PanelAnalyst(jest.fn(), standing);
    expect(await later.approveCode(codeOf([]), signal)).toBe('run');
    const asked = later.approveCode(codeOf(['scipy']), signal);
    expect(later.mayAlways).toBe(false);
    later.decideCode('run', { always: true });
    expect(await asked).toBe('run');
  });

  it('takes no "always" from code with a new import', async () => {
    const standing = { code: false };
    const analyst = new PanelAnalyst(jest.fn(), standing);
    const asked = analyst.approveCode(codeOf(['scipy']), new AbortController().signal);
    analyst.decideCode('run', { always: true });

    expect(await asked).toBe('run');
    expect(standing.code).toBe(false);
  });
});

function codeOf(newImports: readonly string[]): CodeToApprove {
  const source = exampleCode();
  const imports = ['torch', ...newImports];
  const check = exampleCheck(source);
  return { run: 'r-1', n: 1, source, base: '', explanation: '', imports, newImports, check };
}
