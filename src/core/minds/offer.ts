/** What a mind that costs would send first, to whom, and what a whole design is likely to take: shown before any of it. */
export interface Offer {
  /** The host, or an administrator's label for it; never an address with a key. */
  readonly to: string;
  readonly model: string;
  /** Whether names of donors, samples and batches are masked. */
  readonly isMasked: boolean;
  /** The first prompt word for word; later ones add what experts and analyst say. */
  readonly text: string;
  readonly bytes: number;
  readonly estimate: {
    readonly calls: number;
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    /** Null where nobody told a price: never 0. */
    readonly money: number | null;
  };
}
