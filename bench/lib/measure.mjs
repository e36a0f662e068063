/** Time and statistics. */

/** Milliseconds on the monotonic clock, which every process of this machine shares. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function median(values) {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Milliseconds that `action` takes. */
export async function timeOf(action) {
  const begin = now();
  await action();
  return now() - begin;
}

/**
 * Waits until `condition` gives something truthy, and returns it.
 * @param interval milliseconds between two looks: the resolution of what is measured by it
 */
export async function until(condition, what, { interval = 5, deadline = 60_000 } = {}) {
  const end = now() + deadline;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (now() > end) throw new Error(`${what}: not within ${deadline / 1000} s`);
    await sleep(interval);
  }
}

/** One list of numbers for each name, filled in turn: A B A B, so that a change of the machine's mood meets all. */
export async function inTurn(rounds, actions) {
  const samples = Object.fromEntries(Object.keys(actions).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, action] of Object.entries(actions)) samples[name].push(await action());
  }
  return samples;
}
