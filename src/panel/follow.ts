import * as React from 'react';

interface Follow<T extends HTMLElement> {
  /** Put behind the last item. */
  readonly end: React.RefObject<T>;
  /** Items that came while the end was out of sight. */
  readonly unread: number;
  readonly showEnd: () => void;
  /** Whether the end was in sight before the newest item came. */
  readonly atEnd: React.MutableRefObject<boolean>;
}

const near = 32;

/** Follows the end of a growing list only for a reader who is already there. */
export function useFollow<T extends HTMLElement>(count: number): Follow<T> {
  const end = React.useRef<T>(null);
  const atEnd = React.useRef(true);
  const seen = React.useRef(count);
  const [unread, setUnread] = React.useState(0);

  React.useEffect(() => {
    const scroller = scrollerOf(end.current);
    if (!scroller) {
      return;
    }
    const look = (): void => {
      atEnd.current = inSight(end.current, scroller);
      if (atEnd.current) {
        setUnread(0);
      }
    };
    look();
    scroller.addEventListener('scroll', look, { passive: true });
    return () => scroller.removeEventListener('scroll', look);
  }, []);

  React.useLayoutEffect(() => {
    const added = count - seen.current;
    seen.current = count;
    if (added <= 0) {
      return;
    }
    if (atEnd.current) {
      end.current?.scrollIntoView?.({ block: 'nearest' });
    } else {
      setUnread(before => before + added);
    }
  }, [count]);

  const showEnd = (): void => {
    atEnd.current = true;
    setUnread(0);
    end.current?.scrollIntoView?.({ block: 'nearest' });
  };
  return { end, unread, showEnd, atEnd };
}

function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  return element?.closest<HTMLElement>('.cf-Panel-scroll') ?? null;
}

function inSight(element: HTMLElement | null, scroller: HTMLElement): boolean {
  if (element === null) {
    return true;
  }
  return element.getBoundingClientRect().top <= scroller.getBoundingClientRect().bottom + near;
}
