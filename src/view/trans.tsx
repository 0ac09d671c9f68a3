import React from 'react';
import type { TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';

export const domain = 'jupyterlab_cellforge';

const TransContext = React.createContext<TranslationBundle>(nullTranslator.load(domain));

export const TransProvider = TransContext.Provider;

/** The bundle every visible word goes through. */
export function useTrans(): TranslationBundle {
  return React.useContext(TransContext);
}
