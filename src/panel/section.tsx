import React from 'react';
import type { IconName } from '../view';
import { Chevron, Disclosure, Icon } from '../view';
import { useOpen } from './model-context';

export interface SectionState {
  readonly icon: IconName | null;
  readonly text: string;
}

/** One of the paper's three modules: opens by itself where work or a decision is, and folds to one line. */
export function Section(props: {
  readonly id: 'task' | 'design' | 'experiment';
  readonly title: string;
  readonly state: SectionState;
  /** What it found, agreed or scored, in one line; shown when folded. */
  readonly line: string | null;
  readonly openByItself: boolean;
  readonly busy?: boolean;
  readonly children: React.ReactNode;
}): JSX.Element {
  const { id, title, state, line, openByItself, busy, children } = props;
  const [open, setOpen] = useOpen(id, openByItself);
  return (
    <Disclosure
      className="cf-Section"
      open={open}
      onToggle={setOpen}
      detailsProps={{ 'aria-busy': busy }}
      summary={
        <>
          <Chevron />
          <h3>{title}</h3>
          <span className="cf-Section-state">
            {state.icon ? <Icon name={state.icon} /> : null}
            {state.text}
          </span>
          {!open && line ? (
            <p className="cf-small cf-muted cf-clip" title={line}>
              {line}
            </p>
          ) : null}
        </>
      }
    >
      <div className="cf-Section-body cf-stack-lg">{children}</div>
    </Disclosure>
  );
}
