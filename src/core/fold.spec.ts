import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { RunEvent } from './events';
import { fold } from './fold';
import { readRecord } from './record/record';
import { steps } from './steps';

/** The events of a run in the recorded gene-pair design. */
function recorded(): readonly RunEvent[] {
  const notebook = JSON.parse(readFileSync('examples/norman-llm.ipynb', 'utf8'));
  const [{ log }] = Object.values(readRecord(notebook.metadata.cellforge).runs);
  const lines = gunzipSync(Buffer.from(log, 'base64')).toString('utf8').trim().split('\n');
  return lines.map(line => RunEvent.parse(JSON.parse(line)));
}

it('says in words which step is in a form that a newer version writes', () => {
  const events = recorded().map(event =>
    event.type === 'step-done' && event.key === steps.request
      ? { ...event, answer: { ...(event.answer as object), seen_by_tomorrow: true } }
      : event
  );
  expect(() => fold(events)).toThrow(
    expect.objectContaining({
      code: 'record/other-form',
      message: expect.stringContaining(`"${steps.request}"`),
      found: expect.stringContaining('seen_by_tomorrow')
    })
  );
});

it('reads the record as it is', () => {
  expect(fold(recorded()).phase).toBe('done');
});
