import React from 'react';

interface ButtonProps {
  readonly children: React.ReactNode;
  readonly onClick: () => void;
  readonly look?: 'primary' | 'plain';
  readonly small?: boolean;
  readonly grow?: boolean;
  /** Why it cannot be pressed now: said beside it by the caller under this id. */
  readonly disabledBy?: string | null;
  readonly label?: string;
  readonly shortcut?: string;
  readonly className?: string;
  readonly buttonRef?: React.Ref<HTMLButtonElement>;
}

/** The panel's one kind of push button; where it is barred, its description is the reason. */
export function Button(props: ButtonProps): JSX.Element {
  const classes = [
    'cf-Button',
    props.look ? `cf-mod-${props.look}` : '',
    props.small ? 'cf-mod-small' : '',
    props.grow ? 'cf-grow' : '',
    props.className ?? ''
  ];
  return (
    <button
      ref={props.buttonRef}
      type="button"
      className={classes.filter(Boolean).join(' ')}
      onClick={props.onClick}
      disabled={Boolean(props.disabledBy)}
      aria-describedby={props.disabledBy ?? undefined}
      aria-label={props.label}
      aria-keyshortcuts={props.shortcut}
    >
      {props.children}
    </button>
  );
}

/** A button that reads as a link: a small step beside what it belongs to. */
export function LinkButton(props: {
  readonly children: React.ReactNode;
  readonly onClick: () => void;
  readonly label?: string;
  readonly className?: string;
  readonly buttonRef?: React.Ref<HTMLButtonElement>;
}): JSX.Element {
  return (
    <button
      ref={props.buttonRef}
      type="button"
      className={`cf-Link ${props.className ?? 'cf-small'}`}
      aria-label={props.label}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
