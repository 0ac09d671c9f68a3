/** A kernel that has cleaned up and still works was interrupted before its cell had begun. */
const AGAIN_MS = 3000;

/**
 * Does `work`; a stop meanwhile interrupts the kernel, again and again until the work is over: an interrupt that meets the
 * kernel before it has taken up the cell is lost.
 *
 * @param interrupt - interrupts the kernel, and does nothing where it rests
 */
export async function interruptedBy<T>(
  signal: AbortSignal,
  interrupt: () => void,
  work: () => Promise<T>
): Promise<T> {
  let again: number | undefined;
  const onAbort = (): void => {
    interrupt();
    again = window.setInterval(interrupt, AGAIN_MS);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', onAbort);
    window.clearInterval(again);
  }
}
