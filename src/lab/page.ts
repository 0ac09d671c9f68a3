import { UUID } from '@lumino/coreutils';

const key = 'jupyterlab-cellforge:page';

/**
 * This page and the one that it took the place of, by a reload. The id is left behind only while no page is open: a tab
 * that is duplicated copies the storage of its tab, and must not be taken for it.
 */
export const page: { readonly id: string; readonly before: string | null } = {
  id: UUID.uuid4(),
  before: window.sessionStorage.getItem(key)
};

window.sessionStorage.removeItem(key);
window.addEventListener('pagehide', () => window.sessionStorage.setItem(key, page.id));
