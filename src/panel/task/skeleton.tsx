import React from 'react';
import { useTrans } from '../../view';
import { useLasting } from '../model-context';

/** Grey lines in the shape of what comes, after 0.3 s of nothing. */
export function Skeleton({ reading }: { readonly reading: string }): JSX.Element | null {
  const trans = useTrans();
  const shown = useLasting(true, 300);
  if (!shown) {
    return null;
  }
  return (
    <>
      <p className="cf-vh" role="status">
        {trans.__('Reading %1', reading)}
      </p>
      <div aria-hidden="true" className="cf-stack-lg">
        <Lines widths={[34, 100]} />
        <div className="cf-Facts cf-mod-waiting">
          {Array.from({ length: 6 }, (_, index) => (
            <Lines key={index} widths={[60, 84]} />
          ))}
        </div>
        <div className="cf-Skel cf-mod-tall" />
        <Lines widths={[28, 100, 72, 100, 58, 100, 64]} />
      </div>
    </>
  );
}

function Lines({ widths }: { readonly widths: readonly number[] }): JSX.Element {
  return (
    <div>
      {widths.map((width, index) => (
        <div key={index} className="cf-Skel" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
