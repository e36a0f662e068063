/** Waiting for a condition, never for a duration. */

/** Milliseconds after which a condition counts as failed; it only guards against hanging. */
const DEADLINE = 60_000;
const INTERVAL = 20;

/**
 * Waits until `condition` gives something other than false, null or undefined, and returns it.
 * @throws {Error} naming `what` when that does not happen before the deadline (milliseconds)
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  what: string,
  deadline = DEADLINE,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + deadline;
  for (;;) {
    const result = await condition();
    if (result !== false && result !== null && result !== undefined) {
      return result as Exclude<T, false | null | undefined>;
    }
    if (performance.now() > end) throw new Error(`Waited ${deadline} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}
