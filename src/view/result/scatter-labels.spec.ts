import { placeLabels } from './scatter-labels';

const frame = { left: 40, right: 240, top: 8, bottom: 200 };

describe('names of points', () => {
  it('stand beside their point, on the side where no other point is covered', () => {
    const point = { x: 120, y: 100, text: 'JAK2' };
    const others = [90, 100, 110].map(x => ({ x, y: 100 }));
    const [label] = placeLabels([point], [point, ...others], frame);
    expect(label).toMatchObject({ text: 'JAK2', anchor: 'start' });
    expect(label.x).toBeGreaterThan(point.x);
  });

  it('move over or under a row of points instead of standing on it', () => {
    const point = { x: 120, y: 100, text: 'JAK2' };
    const row = [60, 80, 100, 110, 130, 140, 150, 160].map(x => ({ x, y: 100 }));
    const [label] = placeLabels([point], [point, ...row], frame);
    const [top, bottom] = [label.y - 9, label.y + 3];
    expect(top > 102 || bottom < 98).toBe(true);
  });

  it('never leave the frame, where the numbers of the axes stand', () => {
    const corners = [
      { x: 42, y: 10, text: 'GENE0001' },
      { x: 238, y: 10, text: 'GENE0002' },
      { x: 42, y: 198, text: 'GENE0003' },
      { x: 238, y: 198, text: 'GENE0004' }
    ];
    const labels = placeLabels(corners, corners, frame);
    expect(labels).toHaveLength(4);
    for (const { text, x, y, anchor } of labels) {
      const width = text.length * 7.5;
      const left = { start: x, middle: x - width / 2, end: x - width }[anchor];
      expect(left).toBeGreaterThanOrEqual(frame.left);
      expect(left + width).toBeLessThanOrEqual(frame.right);
      expect(y - 9).toBeGreaterThanOrEqual(frame.top);
      expect(y + 3).toBeLessThanOrEqual(frame.bottom);
    }
  });

  it('are left out where every place covers another name or a crowd', () => {
    const crowd = Array.from({ length: 4000 }, (_, index) => ({
      x: 40 + (index % 50) * 4,
      y: 8 + Math.floor(index / 50) * 2.4
    }));
    expect(placeLabels([{ x: 120, y: 100, text: 'HBZ' }], crowd, frame)).toEqual([]);
  });
});
