import { nullTranslator } from '@jupyterlab/translation';
import { statusOf } from './status-of';
import { states } from './testing/states';

const trans = nullTranslator.load('jupyterlab-cellforge');

describe('the line on top', () => {
  it('says of the time of a finished run that it is that of the fits', () => {
    expect(statusOf(states['6-done'], trans).detail).toMatch(/^Trained for .+ on /);
  });

  it('names the fold of a fit, and none where the model of all conditions is fitted', () => {
    const running = states['5-running'];
    const refitting = { ...running.progress!, phase: 'refitting' };
    expect(statusOf(running, trans).title).toBe('Training, fold 2 of 5');
    expect(statusOf({ ...running, progress: refitting }, trans).title).toBe(
      'Refitting on all conditions'
    );
  });
});
