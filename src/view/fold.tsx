import React from 'react';
import { Chevron } from './icon';

interface DisclosureProps {
  readonly className: string;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
  readonly summary: React.ReactNode;
  readonly children?: React.ReactNode;
  /** Which roving group the summary is a stop of. */
  readonly rove?: string;
  readonly detailsProps?: React.HTMLAttributes<HTMLElement> & { readonly id?: string };
}

/** A `details` that the state owns: Enter and Space fold, Right unfolds, Left folds. */
export function Disclosure(props: DisclosureProps): JSX.Element {
  const { className, open, onToggle, summary, children, rove, detailsProps } = props;
  return (
    <details {...detailsProps} className={className} open={open}>
      <summary
        data-rove={rove}
        onClick={event => {
          if (!isControl(event.target, event.currentTarget)) {
            event.preventDefault();
            onToggle(!open);
          }
        }}
        onKeyDown={event => {
          if (event.target !== event.currentTarget) {
            return;
          }
          if (event.key === 'ArrowRight' && !open) {
            event.preventDefault();
            onToggle(true);
          } else if (event.key === 'ArrowLeft' && open) {
            event.preventDefault();
            onToggle(false);
          }
        }}
      >
        {summary}
      </summary>
      {open ? children : null}
    </details>
  );
}

function isControl(target: EventTarget, summary: Element): boolean {
  const control = (target as Element).closest('button, a, input, select');
  return control !== null && summary.contains(control);
}

interface FoldProps {
  readonly label: React.ReactNode;
  readonly children: React.ReactNode;
  readonly startOpen?: boolean;
  readonly className?: string;
}

/** The small fold: one line until it is asked for more. */
export function Fold({ label, children, startOpen = false, className }: FoldProps): JSX.Element {
  const [open, setOpen] = React.useState(startOpen);
  return (
    <Disclosure
      className={`cf-Fold ${className ?? ''}`}
      open={open}
      onToggle={setOpen}
      summary={
        <>
          <Chevron />
          <span>{label}</span>
        </>
      }
    >
      <div>{children}</div>
    </Disclosure>
  );
}
