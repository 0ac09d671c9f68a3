import React from 'react';
import type { Finding, Profile, SettingKey } from '../../core';
import { useTrans } from '../../view';
import { SettingField } from './setting-field';

type Found = keyof Profile['findings'];

/** The order of the form; what the data does not have comes last and only when it could. */
const always: readonly Found[] = ['perturbation', 'control', 'separator', 'context', 'batch'];
const others: readonly Found[] = ['where', 'dose', 'time', 'layer', 'perturbation_type'];

/** What was found in the columns, each with its reason and everything it could be instead. */
export function Columns({ profile }: { readonly profile: Profile }): JSX.Element {
  const trans = useTrans();
  const [all, setAll] = React.useState(false);
  const hidden = others.filter(key => !matters(profile, key));
  const list = React.useRef<HTMLUListElement>(null);
  const first = React.useRef(0);
  React.useEffect(() => {
    // the button that was pressed is gone: go on at the first field it showed
    if (all) {
      list.current?.querySelectorAll('select')[first.current]?.focus();
    }
  }, [all]);
  const keys = [...always, ...others.filter(key => all || !hidden.includes(key))];
  const severalModalities = profile.object.modalities.length > 1;
  const showAll = (): void => {
    const order = [...always, ...others];
    first.current = Math.min(...hidden.map(key => order.indexOf(key))) + Number(severalModalities);
    setAll(true);
  };
  return (
    <section>
      <div className="cf-Block-head">
        <h4>{trans.__('Columns')}</h4>
        <span className="cf-small cf-muted">{trans.__('detected, change any')}</span>
      </div>
      <ul className="cf-Map" ref={list}>
        {severalModalities ? (
          <SettingField
            setting="modality"
            finding={modalityFinding(profile, trans)}
            profile={profile}
          />
        ) : null}
        {keys.map(key => (
          <SettingField
            key={key}
            setting={key satisfies SettingKey}
            finding={profile.findings[key]}
            profile={profile}
          />
        ))}
      </ul>
      {hidden.length > 0 && !all ? (
        <button type="button" className="cf-Link cf-small" onClick={showAll}>
          {trans._n('%1 more setting', '%1 more settings', hidden.length)}
        </button>
      ) : null}
    </section>
  );
}

/** RNA is read where there is any; what else there is stands beside it. */
function modalityFinding({ object }: Profile, trans: ReturnType<typeof useTrans>): Finding {
  const ids = object.modalities.map(({ id }) => id);
  return {
    value: ids.includes('rna') ? 'rna' : (ids[0] ?? null),
    reason:
      ids.includes('rna') && ids.includes('protein')
        ? trans.__('Both were measured; RNA alone is predicted unless you choose both.')
        : trans._n('%1 modality was measured.', '%1 modalities were measured.', ids.length),
    confident: true,
    candidates: []
  };
}

function matters(profile: Profile, key: Found): boolean {
  const finding = profile.findings[key];
  const plainLayer = key === 'layer' && finding.value === 'X' && profile.matrices.length < 2;
  return !finding.confident || (finding.value !== null && !plainLayer);
}
