import * as React from 'react';

/** The width an element really has, so that a chart is drawn at it and its ticks stay 11 px. */
export function useWidth<T extends HTMLElement>(
  fallback: number
): readonly [React.RefObject<T>, number] {
  const ref = React.useRef<T>(null);
  const [width, setWidth] = React.useState(fallback);
  React.useLayoutEffect(() => {
    const element = ref.current;
    if (!element || typeof ResizeObserver === 'undefined') {
      return;
    }
    const measure = (): void => {
      const measured = Math.floor(element.clientWidth);
      if (measured > 0) {
        setWidth(measured);
      }
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
