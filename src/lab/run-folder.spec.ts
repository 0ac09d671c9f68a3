import { RunFolder, runsFolder } from './run-folder';
import { MapContents } from './testing';

describe('RunFolder', () => {
  it('stands beside the notebook under its name, not hidden', () => {
    expect(runsFolder('work/pairs.ipynb')).toBe('work/pairs-cellforge');
    expect(runsFolder('pairs.ipynb')).toBe('pairs-cellforge');
  });

  it('names itself relative to the notebook', () => {
    const folder = new RunFolder(new MapContents().manager, 'work/pairs-cellforge/r-1');

    expect(folder.relativePath).toBe('pairs-cellforge/r-1');
  });

  it('makes its folders when it is first written to', async () => {
    const contents = new MapContents();
    const folder = new RunFolder(contents.manager, 'pairs-cellforge/r-1');

    await folder.write('status.json', '{}');

    expect(contents.files.get('pairs-cellforge/r-1/status.json')).toBe('{}');
  });

  it('answers null for a file that is not there, or half-written', async () => {
    const contents = new MapContents();
    const folder = new RunFolder(contents.manager, 'pairs-cellforge/r-1');
    await folder.write('status.json', '{"state": "run');

    expect(await folder.read('result.json')).toBeNull();
    expect(await folder.readJson('status.json')).toBeNull();
  });

  it('forgets a file, and one that is gone already', async () => {
    const contents = new MapContents();
    const folder = new RunFolder(contents.manager, 'pairs-cellforge/r-1');
    await folder.write('events.jsonl', '');

    await folder.forget('events.jsonl');
    await folder.forget('events.jsonl');

    expect(await folder.read('events.jsonl')).toBeNull();
  });
});
