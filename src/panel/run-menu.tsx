import React from 'react';
import { day, Icon, useTrans } from '../view';
import { usePanelActions, usePanelState } from './model-context';
import { Rove } from './rove';

interface MenuItem {
  readonly key: string;
  readonly text: string;
  readonly detail?: string;
  readonly act: () => void;
  /** Asks a second time in place. */
  readonly confirm?: string;
  readonly current?: boolean;
}

/** Runs of the notebook, and what can be done with the record. */
export function RunMenu(): JSX.Element {
  const trans = useTrans();
  const [open, setOpen] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  const list = React.useRef<HTMLDivElement>(null);
  const id = React.useId();
  React.useEffect(() => {
    if (!open) {
      return;
    }
    list.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus();
    const outside = (event: MouseEvent): void => {
      const target = event.target as Node;
      if (!list.current?.contains(target) && !button.current?.contains(target)) {
        setOpen(false);
      }
    };
    document.addEventListener('mousedown', outside);
    return () => document.removeEventListener('mousedown', outside);
  }, [open]);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div className="cf-Menu-anchor">
      <button
        ref={button}
        type="button"
        className="cf-Button cf-mod-plain cf-mod-icon"
        aria-label={trans.__('Run menu')}
        title={trans.__('Run menu')}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open ? (
        <div
          ref={list}
          id={id}
          className="cf-Menu"
          role="menu"
          aria-label={trans.__('Run menu')}
          onKeyDown={event => {
            if (event.key === 'Escape' || event.key === 'Tab') {
              event.preventDefault();
              close();
            }
          }}
        >
          <Items close={close} />
        </div>
      ) : null}
    </div>
  );
}

function Items({ close }: { readonly close: () => void }): JSX.Element {
  const trans = useTrans();
  const state = usePanelState();
  const actions = usePanelActions();
  const run = state.view?.run;
  const runs: readonly MenuItem[] = state.runs.map(each => ({
    key: each.run,
    text: each.name,
    detail: [day(each.startedAt), each.run].filter(Boolean).join(' · '),
    current: each.current,
    act: () => actions.openRun(each.run)
  }));
  const rest: readonly MenuItem[] = [
    { key: 'new', text: trans.__('New run'), act: actions.newRun },
    { key: 'open', text: trans.__('Open a record…'), act: actions.openRecord },
    ...(run
      ? [
          { key: 'export', text: trans.__('Export this run'), act: actions.exportRun },
          {
            key: 'remove',
            text: trans.__('Remove this run'),
            confirm: trans.__('Remove this run: confirm'),
            act: () => actions.removeRun(run)
          }
        ]
      : []),
    ...(state.runs.length > 1
      ? [
          {
            key: 'remove-all',
            text: trans.__('Remove all runs'),
            confirm: trans.__('Remove all runs: confirm'),
            act: actions.removeAllRuns
          }
        ]
      : [])
  ];
  return (
    <Rove group="menu">
      {runs.map(item => (
        <Item key={item.key} item={item} close={close} />
      ))}
      {runs.length > 0 ? <div className="cf-Menu-line" role="separator" /> : null}
      {rest.map(item => (
        <Item key={item.key} item={item} close={close} />
      ))}
    </Rove>
  );
}

function Item(props: { readonly item: MenuItem; readonly close: () => void }): JSX.Element {
  const [asked, setAsked] = React.useState(false);
  const { item, close } = props;
  return (
    <button
      type="button"
      className="cf-Menu-item"
      role={item.current === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={item.current}
      data-rove="menu"
      onClick={() => {
        if (item.confirm && !asked) {
          setAsked(true);
          return;
        }
        close();
        item.act();
      }}
    >
      {item.current === undefined ? null : (
        <span className="cf-Menu-check">{item.current ? <Icon name="check" /> : null}</span>
      )}
      <span className="cf-Menu-name">
        <span className="cf-clip" title={item.text}>
          {asked ? item.confirm : item.text}
        </span>
        {item.detail ? <span className="cf-small cf-muted">{item.detail}</span> : null}
      </span>
    </button>
  );
}
