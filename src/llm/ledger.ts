/** Tokens set aside for a request that is under way. */
export interface Reservation {
  /** What it really took; 0 where the endpoint did not take the request up. */
  settle(tokens: number): void;
}

/** Counts what a run takes, and refuses what could pass its budget. */
export interface Ledger {
  /** Taken, and set aside for what is under way. */
  used(): number;
  /** Null where `tokens` more could pass the budget: the request must not be made. */
  reserve(tokens: number): Reservation | null;
}

/** `budget` null: no limit. `alreadyUsed`: what the run's log counts from before. */
export function tokenLedger(budget: number | null, alreadyUsed = 0): Ledger {
  let used = alreadyUsed;
  return {
    used: () => used,
    reserve(tokens) {
      if (budget !== null && used + tokens > budget) {
        return null;
      }
      used += tokens;
      let open = true;
      return {
        settle(taken) {
          if (open) {
            open = false;
            used += taken - tokens;
          }
        }
      };
    }
  };
}
