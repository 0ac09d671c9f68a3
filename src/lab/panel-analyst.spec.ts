import { StoppedError } from '../core';
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
});
