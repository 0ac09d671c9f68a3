/** A place on the picture, in pixels. */
interface At {
  readonly x: number;
  readonly y: number;
}

/** A point with the name it may bear. */
export interface Named extends At {
  readonly text: string;
}

/** A rectangle of the picture, in pixels: y grows downward. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A name and where its text begins or ends. */
interface Label extends Named {
  readonly anchor: 'start' | 'middle' | 'end';
}

/** The widest letters of the chart's 11 px, and how far a line of them reaches up and down. */
const letter = 7.5;
const [above, below] = [9, 3];
const gap = 6;
/** A name over more points than that is harder to read than no name. */
const mostCovered = 3;

/** Names beside their points where they cover fewest others; a name without such a place is left out. */
export function placeLabels(
  named: readonly Named[],
  points: readonly At[],
  frame: Box
): readonly Label[] {
  const kept: Label[] = [];
  for (const point of named) {
    const free = around(point)
      .filter(label => isWithin(boxOf(label), frame))
      .filter(label => kept.every(other => !overlap(boxOf(other), boxOf(label))))
      .map(label => ({ label, covered: covers(boxOf(label), points) }));
    const best = Math.min(...free.map(({ covered }) => covered));
    const found = free.find(({ covered }) => covered === best);
    if (found !== undefined && found.covered <= mostCovered) {
      kept.push(found.label);
    }
  }
  return kept;
}

/** Beside the point first, then over and under it. */
function around({ x, y, text }: Named): readonly Label[] {
  const middle = y + (above - below) / 2;
  return [
    { text, anchor: 'end', x: x - gap, y: middle },
    { text, anchor: 'start', x: x + gap, y: middle },
    { text, anchor: 'end', x: x - gap / 2, y: y - gap },
    { text, anchor: 'start', x: x + gap / 2, y: y - gap },
    { text, anchor: 'start', x: x + gap / 2, y: y + above + gap / 2 },
    { text, anchor: 'end', x: x - gap / 2, y: y + above + gap / 2 },
    { text, anchor: 'middle', x, y: y - gap },
    { text, anchor: 'middle', x, y: y + above + gap },
    { text, anchor: 'start', x: x + gap / 2, y: y - 3 * gap },
    { text, anchor: 'end', x: x - gap / 2, y: y + above + 3 * gap }
  ];
}

function boxOf({ text, x, y, anchor }: Label): Box {
  const width = text.length * letter;
  const left = { start: x, middle: x - width / 2, end: x - width }[anchor];
  return { left, right: left + width, top: y - above, bottom: y + below };
}

function isWithin(box: Box, frame: Box): boolean {
  return (
    box.left >= frame.left &&
    box.right <= frame.right &&
    box.top >= frame.top &&
    box.bottom <= frame.bottom
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right + 4 && b.left < a.right + 4 && a.top < b.bottom && b.top < a.bottom;
}

/** Points under the text; their marks reach two pixels further. */
function covers(box: Box, points: readonly At[]): number {
  return points.filter(
    ({ x, y }) => x > box.left - 2 && x < box.right + 2 && y > box.top - 2 && y < box.bottom + 2
  ).length;
}
