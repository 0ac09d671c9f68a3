import { canonicalJson } from '../canonical';
import { CellForgeError } from '../errors';
import { RunEvent } from '../events';
import type { NewEvent } from '../events';

export type Hash = (text: string) => string;

/** The event at its place: after `previous`, or first when that is null. */
export function linkEvent(event: NewEvent, previous: RunEvent | null, hash: Hash): RunEvent {
  const unlinked = { version: 1 as const, seq: previous === null ? 0 : previous.seq + 1, ...event };
  const chain = hash((previous?.chain ?? '') + canonicalJson(unlinked));
  return { ...unlinked, chain } as RunEvent;
}

/** Takes the place of an event off again, to link it elsewhere. */
export function unlinkEvent(event: RunEvent): NewEvent {
  const { version: _version, seq: _seq, chain: _chain, ...rest } = event;
  return rest;
}

/** One line an event, canonical: the bytes a store keeps and replay compares. */
export function eventLine(event: RunEvent): string {
  return `${canonicalJson(event)}\n`;
}

/** Without half a line at the end, which a writer at work, or one that was killed, may leave. */
export function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

/** A whole log as a store keeps it. */
export function eventLines(events: readonly RunEvent[]): string {
  return events.map(eventLine).join('');
}

/**
 * The events again when schema, order and chain hold.
 *
 * @throws CellForgeError "record/damaged", naming the first event that does not fit.
 */
export function checkChain(events: readonly unknown[], hash: Hash): readonly RunEvent[] {
  const checked: RunEvent[] = [];
  for (const [index, candidate] of events.entries()) {
    const parsed = RunEvent.safeParse(candidate);
    if (!parsed.success) {
      throw damaged(index, `it is not an event of version 1 (${parsed.error.issues[0]?.message})`);
    }
    const previous = checked[index - 1] ?? null;
    const linked = linkEvent(unlinkEvent(parsed.data), previous, hash);
    if (linked.seq !== parsed.data.seq || linked.chain !== parsed.data.chain) {
      throw damaged(index, 'its hash does not follow from the events before it');
    }
    checked.push(parsed.data);
  }
  if (checked.length > 0 && checked[0].type !== 'run-started') {
    throw damaged(0, 'a record begins with run-started');
  }
  return checked;
}

function damaged(index: number, found: string): CellForgeError {
  return new CellForgeError({
    code: 'record/damaged',
    message: `The record of this run is damaged at event ${index + 1}`,
    expected: 'events as CellForge wrote them, each chained by hash to the one before',
    found,
    remedy: 'Ask its author for the notebook as saved; nothing of the record was used.'
  });
}
