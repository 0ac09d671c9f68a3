/** How long each cell ran, as this page saw it; what ran before a reload is not known. */
export class CellTimes {
  private readonly asked = new Map<string, number>();
  private readonly seconds = new Map<string, number>();
  private freeSince = 0;

  constructor(private readonly now: () => number = () => Date.now()) {}

  /** The cell was sent to the kernel, which may still work on others. */
  scheduled(id: string): void {
    this.asked.set(id, this.now());
    this.seconds.delete(id);
  }

  /** The cell has ended: the kernel, which runs one at a time, began it when the one before had ended. */
  executed(id: string): void {
    const asked = this.asked.get(id);
    const now = this.now();
    if (asked !== undefined) {
      this.seconds.set(id, (now - Math.max(asked, this.freeSince)) / 1000);
    }
    this.asked.delete(id);
    this.freeSince = now;
  }

  /** Since when the kernel has worked on a cell that has not ended, ISO 8601; null: not known. */
  since(id: string): string | null {
    const asked = this.asked.get(id);
    return asked === undefined ? null : new Date(Math.max(asked, this.freeSince)).toISOString();
  }

  of(id: string): number | null {
    return this.seconds.get(id) ?? null;
  }
}
