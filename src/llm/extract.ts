import { isRecord } from './is-record';

/** More objects than that in one answer is no answer. */
const mostCandidates = 20;

/** The JSON objects in what a model wrote, likeliest first: the whole text, fenced blocks, balanced braces. */
export function objectsIn(text: string): readonly unknown[] {
  const said = withoutThoughts(text);
  const fenced = [...said.matchAll(/```[a-z]*\s*\n([\s\S]*?)```/gi)].map(match => match[1]);
  const tried = [said, ...fenced, ...balancedIn(said)].slice(0, mostCandidates);
  return tried.flatMap(candidate => {
    try {
      const value = JSON.parse(candidate) as unknown;
      return isRecord(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

/** What a reasoning model thinks aloud is not its answer; some servers swallow the opening tag. */
function withoutThoughts(text: string): string {
  const closed = text.replace(/<(think|thinking|reasoning)>[\s\S]*?<\/\1>/gi, '');
  const lastClose = [...closed.matchAll(/<\/(think|thinking|reasoning)>/gi)].at(-1);
  const after =
    lastClose === undefined ? closed : closed.slice(lastClose.index + lastClose[0].length);
  return after.replace(/<(think|thinking|reasoning)>[\s\S]*$/i, '').trim();
}

/** Stretches from an opening brace to the one that closes it, strings respected. */
function balancedIn(text: string): readonly string[] {
  const found: string[] = [];
  // a brace that nothing closes is passed over, but not for ever: each costs a walk to the end
  for (
    let at = text.indexOf('{'), open = 0;
    at !== -1 && found.length < mostCandidates && open < 50;
  ) {
    const end = endOfObject(text, at);
    if (end === -1) {
      open += 1;
    } else {
      found.push(text.slice(at, end + 1));
    }
    at = text.indexOf('{', (end === -1 ? at : end) + 1);
  }
  return found;
}

function endOfObject(text: string, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at++) {
    const letter = text[at];
    if (isInString) {
      at += letter === '\\' ? 1 : 0;
      isInString = letter !== '"';
    } else if (letter === '"') {
      isInString = true;
    } else if (letter === '{') {
      depth += 1;
    } else if (letter === '}' && --depth === 0) {
      return at;
    }
  }
  return -1;
}
