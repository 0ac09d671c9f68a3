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
