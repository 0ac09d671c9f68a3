import React from 'react';
import { mostKnowledge } from '../../core';
import { Icon, useTrans } from '../../view';
import { Button, LinkButton } from '../button';
import { useFocusBack, useFocusKept, usePanelActions, usePanelState } from '../model-context';

/** Files of prior knowledge that the experts may rely on. */
export function KnowledgeFiles(): JSX.Element {
  const trans = useTrans();
  const { knowledge } = usePanelState();
  const actions = usePanelActions();
  const [adding, setAdding] = React.useState(false);
  const opener = useFocusBack(adding);
  const { list, removing } = useFocusKept<HTMLUListElement>(knowledge.length, opener);
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Prior knowledge')}</h4>
        {adding || knowledge.length >= mostKnowledge ? null : (
          <LinkButton buttonRef={opener} onClick={() => setAdding(true)}>
            {trans.__('Add a file')}
          </LinkButton>
        )}
      </div>
      <p className="cf-Why">
        {knowledge.length === 0
          ? trans.__('None. Gene sets, networks or tables of features of the targets go here.')
          : trans.__('It may know the answer: scores with and without it stand side by side.')}
      </p>
      <ul className="cf-Constraints" ref={list}>
        {knowledge.map((path, place) => (
          <li key={path} className="cf-spread">
            <b className="cf-break">{path}</b>
            <button
              type="button"
              className="cf-Button cf-mod-plain cf-mod-icon"
              aria-label={trans.__('Remove %1', path)}
              onClick={() => {
                removing(place);
                actions.removeKnowledge(path);
              }}
            >
              <Icon name="cross" />
            </button>
          </li>
        ))}
      </ul>
      {adding ? <AddFile close={() => setAdding(false)} /> : null}
    </section>
  );
}

function AddFile({ close }: { readonly close: () => void }): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const actions = usePanelActions();
  const [path, setPath] = React.useState('');
  const input = React.useRef<HTMLInputElement>(null);
  React.useEffect(() => input.current?.focus(), []);
  const add = (): void => {
    if (path.trim() !== '') {
      actions.addKnowledge(path.trim());
      close();
    }
  };
  return (
    <div className="cf-stack cf-mt1">
      <label className="cf-Why" htmlFor={id}>
        {trans.__(
          'File, relative to the notebook: .gmt, .tsv or .csv, also compressed, or the .h5ad of another screen'
        )}
      </label>
      <input
        ref={input}
        id={id}
        className="cf-Input"
        type="text"
        spellCheck={false}
        value={path}
        onChange={event => setPath(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            add();
          } else if (event.key === 'Escape') {
            close();
          }
        }}
      />
      <div className="cf-Buttons">
        <Button small look="primary" onClick={add}>
          {trans.__('Add file')}
        </Button>
        <Button small look="plain" onClick={close}>
          {trans.__('Cancel')}
        </Button>
      </div>
    </div>
  );
}
