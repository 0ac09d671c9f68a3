import { RunStarted } from './events';
import { readMark } from './record/cell-mark';
import { RunRequest } from './request';
import { exampleRequest } from './testing/example-run';

test.each(['../../study.ipynb', '/home/ann/study.ipynb', 'a\\b.ipynb', '..', ''])(
  'a record cannot name a notebook elsewhere: %p',
  notebook => {
    expect(RunRequest.safeParse({ ...exampleRequest, notebook }).success).toBe(false);
  }
);

test.each(['study.ipynb', 'Meine Studie (2).ipynb', '..odd.ipynb'])(
  'a file name is taken: %p',
  notebook => {
    expect(RunRequest.parse({ ...exampleRequest, notebook }).notebook).toBe(notebook);
  }
);

test.each(['adata\nimport os', 'os.system("x")', 'adata; x', '1st', ''])(
  'a record cannot bring code as the name of its data: %p',
  object => {
    expect(RunRequest.safeParse({ ...exampleRequest, object }).success).toBe(false);
  }
);

test.each(['adata', '_x2', 'zellen_größe'])('a variable is taken: %p', object => {
  expect(RunRequest.parse({ ...exampleRequest, object }).object).toBe(object);
});

test.each(['../../r-1', '/tmp/r-1', 'a/b', 'a\\b', '..', '.', ''])(
  'a record cannot name a run by a path: %p',
  run => {
    const started = { version: 1, seq: 0, chain: '', type: 'run-started', branched_from: null };
    const header = { ...started, run, pipeline: '1', experts: 'built-in', notebook: 'a.ipynb' };
    expect(RunRequest.safeParse({ ...exampleRequest, run }).success).toBe(false);
    expect(RunStarted.safeParse(header).success).toBe(false);
    expect(RunStarted.safeParse({ ...header, run: 'r-1a2b3c' }).success).toBe(true);
    expect(readMark({ run, step: 'training', title: 'Training', hash: '' })).toBeNull();
  }
);

test.each(['../runs/r-1', 'a/../../r-1', '/tmp/r-1', 'a/..', 'a\\r-1', ''])(
  'a record cannot name a folder elsewhere: %p',
  run_folder => {
    expect(RunRequest.safeParse({ ...exampleRequest, run_folder }).success).toBe(false);
  }
);

test.each(['study-cellforge/r-1', '..odd-cellforge/r-1', 'a..b/r-1'])(
  'a folder below is taken: %p',
  run_folder => {
    expect(RunRequest.parse({ ...exampleRequest, run_folder }).run_folder).toBe(run_folder);
  }
);
