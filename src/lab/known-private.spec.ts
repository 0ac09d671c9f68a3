import { PageConfig } from '@jupyterlab/coreutils';

import { scrubber } from '../core';
import { knownPrivate } from './known-private';

afterEach(() => PageConfig.setOption('hubUser', ''));

test('on a hub, the name of its user enters no log, wherever it stands in a path', () => {
  PageConfig.setOption('hubUser', 'annika');
  PageConfig.setOption('serverRoot', '/srv/hub/annika');
  const scrub = scrubber(knownPrivate(['sk-typed-in-the-page']));
  expect(scrub('read /srv/hub/annika/a.h5ad, /data/annika/b.h5ad with sk-typed-in-the-page')).toBe(
    'read ~/a.h5ad, /data/[name]/b.h5ad with [secret]'
  );
});
