import React from 'react';

const paths = {
  check: <path d="M3 8.5l3.2 3.2L13 4.5" />,
  cross: <path d="M4 4l8 8M12 4l-8 8" />,
  warn: <path d="M8 2.5L14.5 13.5h-13zM8 6.5v3.2M8 11.6v.2" />,
  error: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.8v4M8 11v.2" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.2v4M8 4.8v.2" />
    </>
  ),
  run: (
    <>
      <circle cx="8" cy="8" r="5.5" strokeOpacity=".3" />
      <path d="M8 2.5A5.5 5.5 0 0 1 13.5 8" />
    </>
  ),
  wait: <circle cx="8" cy="8" r="5.5" strokeDasharray="2 2.3" />,
  done: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M5.3 8.2l2 2 3.5-4" />
    </>
  ),
  stop: <rect x="3.5" y="3.5" width="9" height="9" rx="1" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.5V8l2.5 1.5" />
    </>
  ),
  book: <path d="M3 3h4.5v10H3zM7.5 3H13v10H7.5M9.7 6h1.2" />,
  ruler: <path d="M3 13V9M6.4 13V5M9.7 13V7M13 13V3" />,
  more: <path d="M3.5 8h.1M8 8h.1M12.5 8h.1" strokeWidth="2.4" />,
  lock: (
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1" />
      <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
    </>
  ),
  plan: <path d="M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2.5" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />
} as const;

export type IconName = keyof typeof paths;

/** A 16 px mark in the colour of its words; it never carries meaning alone. */
export function Icon({
  name,
  className = ''
}: {
  readonly name: IconName;
  readonly className?: string;
}): JSX.Element {
  return (
    <svg className={`cf-Icon ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      {paths[name]}
    </svg>
  );
}

/** The arrow before what can be opened. */
export function Chevron(): JSX.Element {
  return (
    <svg className="cf-Chev" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M6 4l4 4-4 4" />
    </svg>
  );
}
