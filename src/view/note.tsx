import React from 'react';
import type { IconName } from './icon';
import { Icon } from './icon';

const marks: Readonly<Record<Tone, IconName>> = {
  plain: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
  good: 'done'
};

type Tone = 'plain' | 'info' | 'warn' | 'error' | 'good';

/** A short message that stays where it arose. Failures are announced at once. */
export function Note({
  tone,
  children
}: {
  readonly tone: Tone;
  readonly children: React.ReactNode;
}): JSX.Element {
  return (
    <div className={`cf-Note cf-mod-${tone}`} role={tone === 'error' ? 'alert' : undefined}>
      <Icon name={marks[tone]} />
      <div>{children}</div>
    </div>
  );
}
