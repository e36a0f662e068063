import type { ReadinessSpec, ReloadSpec } from '../../spec';
import type { FieldValues } from '../fields';

const DEFAULT_TIMEOUT = 10_000;

/** Not used without a probe. */
const NO_PROBE_INTERVAL = 500;

/** @param values without both `readiness` and `wait_ready` */
export function buildReadiness(values: FieldValues): ReadinessSpec {
  const { readiness, wait_ready, listen_timeout: timeout = DEFAULT_TIMEOUT } = values;
  if (readiness !== undefined) {
    const { probe, interval } = readiness;
    return { kind: 'probe', probe, interval, timeout: readiness.timeout ?? timeout };
  }
  return { kind: wait_ready ? 'message' : 'auto', probe: null, interval: NO_PROBE_INTERVAL, timeout };
}

export const buildReload = (values: FieldValues): ReloadSpec => ({
  parallel: values.reload_parallel ?? 2,
  drainTimeout: values.drain_timeout ?? 30_000,
});
