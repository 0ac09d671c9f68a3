import { structuredPatch } from 'diff';
import React from 'react';
import { useTrans } from '../../view';

/** Unchanged lines shown around a change. */
const context = 2;

const marks: Readonly<Record<string, string>> = { '+': 'cf-mod-added', '-': 'cf-mod-removed' };

/** What changed between two sources, line by line, with + and − before them. */
export function CodeDiff(props: { readonly before: string; readonly now: string }): JSX.Element {
  const trans = useTrans();
  const { before, now } = props;
  const hunks = React.useMemo(
    () => structuredPatch('', '', ended(before), ended(now), '', '', { context }).hunks,
    [before, now]
  );
  if (hunks.length === 0) {
    return <p className="cf-Why">{trans.__('Nothing changed.')}</p>;
  }
  return (
    <pre className="cf-Log cf-Diff" tabIndex={0} aria-label={trans.__('Changed lines')}>
      {hunks.map((hunk, index) => (
        <React.Fragment key={index}>
          <span className="cf-Diff-place">{trans.__('line %1', hunk.newStart)}</span>
          {hunk.lines.map((line, at) => (
            <span key={at} className={marks[line[0]]}>
              {line}
            </span>
          ))}
        </React.Fragment>
      ))}
    </pre>
  );
}

const ended = (source: string): string => (source.endsWith('\n') ? source : `${source}\n`);
