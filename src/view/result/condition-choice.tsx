import React from 'react';
import { shortenMiddle } from '../text';
import { useTrans } from '../trans';

/** One of what can be looked at; options of one group stand together. */
export interface Option {
  readonly key: string;
  readonly label: string;
  readonly group: string | null;
}

/** Lists longer than this are searched: nobody scrolls through hundreds of pairs. */
const longList = 20;

/** A list to choose from; a long one has a field before it that narrows it to names that hold what was typed. */
export function ConditionChoice(props: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly chosen: string;
  readonly choose: (key: string) => void;
}): JSX.Element {
  const { label, options, chosen, choose } = props;
  const [sought, seek] = React.useState('');
  const found = matching(options, sought);
  const offered = found.length > 0 ? found : options;
  const search = (text: string): void => {
    seek(text);
    const next = matching(options, text);
    // what is drawn is always what the list stands at
    if (next.length > 0 && next.every(each => each.key !== chosen)) {
      choose(next[0].key);
    }
  };
  return (
    <>
      {options.length > longList ? (
        <Search sought={sought} search={search} found={found.length} />
      ) : null}
      <select
        className="cf-Select"
        aria-label={label}
        title={options.find(each => each.key === chosen)?.label}
        value={chosen}
        onChange={event => choose(event.target.value)}
      >
        {grouped(offered).map(([group, members]) =>
          group === null ? (
            members.map(drawn)
          ) : (
            <optgroup key={group} label={group}>
              {members.map(drawn)}
            </optgroup>
          )
        )}
      </select>
    </>
  );
}

function drawn({ key, label }: Option): JSX.Element {
  return (
    <option key={key} value={key} title={label}>
      {shortenMiddle(label, 32)}
    </option>
  );
}

function Search(props: {
  readonly sought: string;
  readonly search: (text: string) => void;
  readonly found: number;
}): JSX.Element {
  const trans = useTrans();
  const id = React.useId();
  const { sought, search, found } = props;
  return (
    <div className="cf-Search">
      <input
        type="search"
        className="cf-Input"
        aria-label={trans.__('Find by name')}
        aria-describedby={id}
        placeholder={trans.__('Find by name')}
        value={sought}
        onChange={event => search(event.target.value)}
      />
      <span id={id} role="status" className="cf-small cf-muted cf-nw">
        {sought.trim() === ''
          ? ''
          : found === 0
            ? trans.__('none found')
            : trans.__('%1 found', found)}
      </span>
    </div>
  );
}

/** Options whose label holds every part of the text, in any order: "jak2 stat1" and "STAT1+JAK2" find one pair. */
function matching(options: readonly Option[], text: string): readonly Option[] {
  const parts = text
    .toLowerCase()
    .split(/[\s+]+/)
    .filter(part => part !== '');
  return options.filter(({ label }) => parts.every(part => label.toLowerCase().includes(part)));
}

function grouped(options: readonly Option[]): readonly (readonly [string | null, Option[]])[] {
  const groups = new Map<string | null, Option[]>();
  for (const option of options) {
    const members = groups.get(option.group) ?? [];
    members.push(option);
    groups.set(option.group, members);
  }
  return [...groups];
}
