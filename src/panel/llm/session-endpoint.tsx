import React from 'react';
import { useTrans } from '../../view';
import { Button, LinkButton } from '../button';
import { useFocusBack, usePanelActions } from '../model-context';
import type { LlmState } from '../model-llm';

/** An endpoint of the analyst's own, where the administrator allows it: typed here, kept in memory, gone with the page. */
export function SessionEndpointForm({ llm }: { readonly llm: LlmState }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const [open, setOpen] = React.useState(false);
  const opener = useFocusBack(open);
  if (llm.isDirect) {
    return (
      <p className="cf-Why">
        {trans.__('Calls go from this page to %1: the server’s caps do not count them.', llm.to)}{' '}
        <LinkButton onClick={() => actions.useSessionEndpoint(null)}>
          {trans.__('Back to the server’s')}
        </LinkButton>
      </p>
    );
  }
  return open ? (
    <Fields llm={llm} close={() => setOpen(false)} />
  ) : (
    <LinkButton buttonRef={opener} onClick={() => setOpen(true)}>
      {trans.__('Use another endpoint')}
    </LinkButton>
  );
}

function Fields(props: { readonly llm: LlmState; readonly close: () => void }): JSX.Element {
  const trans = useTrans();
  const actions = usePanelActions();
  const { llm, close } = props;
  // plain state: a draft would survive in the browser's storage
  const [typed, setTyped] = React.useState({ address: '', model: '', key: '' });
  const form = React.useRef<HTMLFormElement>(null);
  React.useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const set = (parts: Partial<typeof typed>): void => setTyped({ ...typed, ...parts });
  return (
    <form
      ref={form}
      className="cf-stack"
      autoComplete="off"
      onSubmit={event => {
        event.preventDefault();
        actions.useSessionEndpoint(typed);
        close();
      }}
    >
      <Field label={trans.__('Address')} value={typed.address} set={address => set({ address })} />
      <Field label={trans.__('Model')} value={typed.model} set={model => set({ model })} />
      {llm.session?.hasKey ? (
        <Field
          label={trans.__('Key, kept in memory until the page closes')}
          value={typed.key}
          set={key => set({ key })}
          secret
        />
      ) : null}
      <div className="cf-Buttons">
        <button type="submit" className="cf-Button cf-mod-small">
          {trans.__('Use it')}
        </button>
        <Button small look="plain" onClick={close}>
          {trans.__('Cancel')}
        </Button>
      </div>
    </form>
  );
}

function Field(props: {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly secret?: boolean;
}): JSX.Element {
  const id = React.useId();
  return (
    <div>
      <label className="cf-small" htmlFor={id}>
        {props.label}
      </label>
      <input
        id={id}
        className="cf-Input"
        type={props.secret ? 'password' : 'text'}
        autoComplete="off"
        spellCheck={false}
        value={props.value}
        onChange={event => props.set(event.target.value)}
      />
    </div>
  );
}
