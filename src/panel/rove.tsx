import * as React from 'react';

/**
 * One Tab stop for a row or list: Up, Down, Home and End (and Left, Right in a row) move within it.
 *
 * Stops are the elements marked `data-rove={group}` inside; those of groups nested deeper are not touched.
 */
export function Rove(props: {
  readonly group: string;
  readonly row?: boolean;
  readonly as?: 'div' | 'ol' | 'ul';
  readonly className?: string;
  readonly label?: string;
  readonly children: React.ReactNode;
}): JSX.Element {
  const { group, row = false, as = 'div', className, label, children } = props;
  const ref = React.useRef<HTMLElement>(null);
  const stops = (): HTMLElement[] => [
    ...(ref.current?.querySelectorAll<HTMLElement>(`[data-rove="${group}"]`) ?? [])
  ];
  React.useLayoutEffect(() => {
    const all = stops();
    const current =
      all.find(stop => stop.tabIndex === 0 && stop.hasAttribute('tabindex')) ?? all[0];
    mark(all, current);
  });
  const move = (event: React.KeyboardEvent): void => {
    const all = stops();
    const from = all.indexOf(event.target as HTMLElement);
    const to = from === -1 ? null : destination(event.key, from, all.length, row);
    if (to !== null) {
      event.preventDefault();
      mark(all, all[to]);
      all[to].focus();
    }
  };
  return React.createElement(
    as,
    {
      ref,
      className,
      role: as === 'div' ? 'group' : undefined,
      'aria-label': label,
      onKeyDown: move,
      onFocus: (event: React.FocusEvent) => {
        const all = stops();
        if (all.includes(event.target as HTMLElement)) {
          mark(all, event.target as HTMLElement);
        }
      }
    },
    children
  );
}

function destination(key: string, from: number, count: number, row: boolean): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(from + 1, count - 1);
    case 'ArrowUp':
      return Math.max(from - 1, 0);
    case 'ArrowRight':
      return row ? Math.min(from + 1, count - 1) : null;
    case 'ArrowLeft':
      return row ? Math.max(from - 1, 0) : null;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function mark(all: readonly HTMLElement[], current: HTMLElement | undefined): void {
  for (const stop of all) {
    stop.setAttribute('tabindex', stop === current ? '0' : '-1');
  }
}
