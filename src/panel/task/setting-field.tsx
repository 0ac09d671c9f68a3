import React from 'react';
import type { Finding, Profile, SettingKey } from '../../core';
import { Icon, capital, useTrans } from '../../view';
import { usePanelActions, usePanelState } from '../model-context';
import { modalityName, perturbationTypeName, settingName } from '../words';

/** What the runtime reads as "there is none". */
const none = 'none';

interface Option {
  readonly value: string;
  readonly text: string;
}

/** One thing found in the data: its value, why, and everything else it could be. */
export function SettingField(props: {
  readonly setting: SettingKey;
  readonly finding: Finding;
  readonly profile: Profile;
}): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { settings } = usePanelState();
  const actions = usePanelActions();
  const { setting, finding, profile } = props;
  const options = optionsOf(setting, finding, profile, trans);
  const chosen = settings[setting];
  const value = chosen ?? finding.value ?? (isOptional(setting) ? none : '');
  const known = options.some(option => option.value === value);
  return (
    <li className={finding.confident ? undefined : 'cf-mod-asked'}>
      <label className="cf-Label" htmlFor={id}>
        {settingName(setting, trans)}
      </label>
      <select
        id={id}
        className="cf-Select"
        value={value}
        title={value}
        aria-describedby={`${id}-why`}
        onChange={event => actions.setSetting(setting, event.target.value)}
      >
        {known ? null : <option value={value}>{value || trans.__('choose')}</option>}
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      <span className="cf-Why" id={`${id}-why`}>
        {finding.confident ? null : <Icon name="info" />}
        {chosen === undefined ? (
          asSentence(finding.reason)
        ) : (
          <>
            {trans.__('Set by you.')}{' '}
            <button
              type="button"
              className="cf-Link cf-small"
              aria-label={trans.__('Use what was found for %1', settingName(setting, trans))}
              onClick={event => {
                // the link goes with the choice it takes back
                event.currentTarget.closest('li')?.querySelector('select')?.focus();
                actions.setSetting(setting, null);
              }}
            >
              {trans.__('Use what was found')}
            </button>
          </>
        )}
      </span>
    </li>
  );
}

/** Reasons are recorded as fragments or sentences; here they stand alone. Names of columns stay as they are written. */
function asSentence(reason: string): string {
  const begun = /^[a-z]+\s/.test(reason) ? capital(reason) : reason;
  return /[.!?]$/.test(begun) || begun === '' ? begun : `${begun}.`;
}

type Trans = ReturnType<typeof useTrans>;

function optionsOf(
  setting: SettingKey,
  finding: Finding,
  profile: Profile,
  trans: Trans
): readonly Option[] {
  const found = [finding.value, ...finding.candidates.map(({ value }) => value)].filter(
    (value): value is string => value !== null
  );
  const rest = otherValues(setting, profile);
  const values = [...new Set([...found, ...rest])].filter(value => value !== none);
  const options = values.map(value => ({ value, text: shown(setting, value, trans) }));
  return isOptional(setting)
    ? [{ value: none, text: noneText(setting, trans) }, ...options]
    : options;
}

function isOptional(setting: SettingKey): boolean {
  return ['where', 'separator', 'context', 'batch', 'dose', 'time'].includes(setting);
}

function noneText(setting: SettingKey, trans: Trans): string {
  return setting === 'where' ? trans.__('all cells') : trans.__('none');
}

function otherValues(setting: SettingKey, profile: Profile): readonly string[] {
  switch (setting) {
    case 'perturbation':
    case 'context':
    case 'batch':
    case 'dose':
    case 'time':
      return profile.obs_columns.map(({ name }) => name);
    case 'control':
      // a label with its dose, time or cells stands for a condition: no column holds it
      return [...new Set(profile.conditions.map(({ label }) => label))].filter(
        label => !label.includes(' · ')
      );
    case 'separator':
      return ['+', '_', ',', '|', ';', '&'];
    case 'layer':
      return profile.matrices.map(({ name }) => name);
    case 'modality':
      return modalityChoices(profile.object.modalities.map(({ id }) => id));
    case 'perturbation_type':
      return ['knockout', 'interference', 'activation', 'drug', 'cytokine'];
    default:
      return [];
  }
}

/** Each by itself, and RNA with protein together. */
function modalityChoices(ids: readonly string[]): readonly string[] {
  return ids.includes('rna') && ids.includes('protein') ? [...ids, 'rna,protein'] : ids;
}

function shown(setting: SettingKey, value: string, trans: Trans): string {
  switch (setting) {
    case 'modality':
      return modalityName(value, trans);
    case 'perturbation_type':
      return perturbationTypeName(value, trans);
    case 'separator':
      return value === ' ' ? trans.__('a space') : value;
    default:
      return value;
  }
}
