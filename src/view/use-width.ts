import * as React from 'react';

/**
 * The width an element really has, so that a chart is drawn at it and its ticks stay 11 px.
 *
 * The element may come and go: a chart that waits for its first numbers is measured when it appears.
 */
export function useWidth<T extends HTMLElement>(
  fallback: number
): readonly [React.RefCallback<T>, number] {
  const [element, setElement] = React.useState<T | null>(null);
  const [width, setWidth] = React.useState(fallback);
  React.useLayoutEffect(() => {
    if (element === null || typeof ResizeObserver === 'undefined') {
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
  }, [element]);
  return [setElement, width];
}
