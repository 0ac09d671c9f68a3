/** The client's time-outs, which pass when a test says so and not by the clock: a busy machine is then no fault. */
export interface ClientTimeouts {
  /** What lets the time-outs that are running now pass, as far as they run then still. */
  passLater(): () => void;
  restore(): void;
}

/** `timeoutMs`: what tells the client's timers from any other. */
export function clientTimeouts(timeoutMs: number): ClientTimeouts {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const running = new Map<unknown, () => void>();
  const begin = (work: () => void, ms?: number): unknown => {
    const timer = set(work, ms);
    if (ms === timeoutMs) {
      running.set(timer, work);
    }
    return timer;
  };
  const end = (timer: Parameters<typeof clear>[0]): void => {
    running.delete(timer);
    clear(timer);
  };
  globalThis.setTimeout = Object.assign(begin, set) as typeof set;
  globalThis.clearTimeout = end as typeof clear;
  return {
    passLater() {
      const now = [...running];
      return () =>
        now
          .filter(([timer]) => running.has(timer))
          .forEach(([timer, work]) => {
            end(timer as Parameters<typeof clear>[0]);
            work();
          });
    },
    restore() {
      globalThis.setTimeout = set;
      globalThis.clearTimeout = clear;
    }
  };
}
