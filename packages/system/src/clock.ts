/**
 * Milliseconds on the monotonic clock. It counts from the machine's boot, so that it means the same in every
 * process until the next boot, and no change of the wall clock moves it.
 */
export const monotonicNow = (): number => Number(process.hrtime.bigint() / 1_000_000n);
