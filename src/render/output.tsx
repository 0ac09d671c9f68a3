import React from 'react';
import { Progress, Result } from '../core';
import { Note, ProgressView, ResultView, useTrans } from '../view';
import type { Read } from './read-output';
import { readOutput } from './read-output';

/** The one version of both formats that this release writes. */
const version = 1;

/** What stands in the output, or why it cannot be shown. */
export function Output(props: {
  readonly kind: 'result' | 'progress';
  readonly data: unknown;
}): JSX.Element {
  const { kind, data } = props;
  return kind === 'result' ? <ResultOutput data={data} /> : <ProgressOutput data={data} />;
}

function ResultOutput({ data }: { readonly data: unknown }): JSX.Element {
  const read = React.useMemo(() => readOutput(Result, data, version), [data]);
  return read.kind === 'read' ? (
    <ResultView result={read.value} where="notebook" />
  ) : (
    <Unreadable read={read} />
  );
}

function ProgressOutput({ data }: { readonly data: unknown }): JSX.Element {
  const read = React.useMemo(() => readOutput(Progress, data, version), [data]);
  return read.kind === 'read' ? (
    <div className="cf-Result">
      <ProgressView progress={read.value} where="notebook" />
    </div>
  ) : (
    <Unreadable read={read} />
  );
}

function Unreadable({
  read
}: {
  readonly read: Exclude<Read<unknown>, { kind: 'read' }>;
}): JSX.Element {
  const trans = useTrans();
  switch (read.kind) {
    case 'other-version':
      return (
        <Note tone="info">
          <b>{trans.__('Format version %1.', read.version)}</b>{' '}
          {trans.__(
            'This CellForge reads version %1. The picture and the text saved beside it still show the result; another release draws it.',
            version
          )}
        </Note>
      );
    case 'too-large':
      return (
        <Note tone="error">
          <b>{trans.__('Too large to show.')}</b>{' '}
          {trans.__(
            'A CellForge output has fewer than 500,000 values. Run the cell again to write it anew.'
          )}
        </Note>
      );
    case 'damaged':
      return (
        <Note tone="error">
          <b>{trans.__('Not a CellForge output.')}</b>{' '}
          {read.where
            ? trans.__(
                'It differs from the format at %1. Run the cell again to write it anew.',
                read.where
              )
            : trans.__('Run the cell again to write it anew.')}
        </Note>
      );
  }
}
