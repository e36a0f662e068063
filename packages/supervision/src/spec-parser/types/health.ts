/** `readiness` and `health`: a probe, and when it is asked. */

import type { LivenessSpec, ProbeSpec, ReadinessSpec } from '../../spec';
import { isRecord } from '../record';
import { type FieldType, type Reading, refuse, simpleType } from './field-type';
import { part, readParts } from './object';
import { commandProbe, httpProbe, tcpProbe } from './probe';
import { duration, integer, parseBoolean } from './scalars';

export type DeclaredReadiness = Pick<ReadinessSpec, 'interval'> & {
  probe: ProbeSpec;
  /** null: not given. */
  timeout: number | null;
};

/** Milliseconds; a probe that is asked more often would be load of its own. */
const SHORTEST_INTERVAL = 10;
const SHORTEST_HEALTH_INTERVAL = 100;

const PROBES = { http: part(httpProbe), tcp: part(tcpProbe), command: part(commandProbe) };

const READINESS = {
  ...PROBES,
  interval: part(duration(SHORTEST_INTERVAL)),
  timeout: part(duration(1)),
};

/** `false` is as good as leaving it out. */
const heartbeatProbe: FieldType<{ kind: 'heartbeat' } | null> = simpleType(
  'boolean',
  'true or false',
  (value) => {
    const bool = parseBoolean(value);
    if (bool === undefined) return undefined;
    return bool ? { kind: 'heartbeat' } : null;
  },
);

const HEALTH = {
  ...PROBES,
  heartbeat: part(heartbeatProbe),
  interval: part(duration(SHORTEST_HEALTH_INTERVAL)),
  timeout: part(duration(1)),
  threshold: part(integer(1, 1_000), ['retries']),
  start_period: part(duration()),
};

export const readiness: FieldType<DeclaredReadiness> = {
  label: 'readiness',
  accepted: 'an object with one of http, tcp and command; and interval and timeout, if you like',
  readsNull: false,
  read(value) {
    if (!isRecord(value)) return refuse(value, this.accepted);
    const parts = readParts(value, READINESS);
    if (!('value' in parts)) return parts;
    const { interval = 500, timeout = null, ...probes } = parts.value;
    return withOne(value, probes, this.accepted, (probe) => ({ probe, interval, timeout }));
  },
};

export const health: FieldType<LivenessSpec> = {
  label: 'health',
  accepted:
    'an object with one of http, tcp, command and heartbeat; and interval, timeout, threshold and start_period, if you like',
  readsNull: false,
  read(value) {
    if (!isRecord(value)) return refuse(value, this.accepted);
    const parts = readParts(value, HEALTH);
    if (!('value' in parts)) return parts;
    const {
      interval = 10_000,
      timeout = 5_000,
      threshold = 3,
      start_period = 10_000,
      ...probes
    } = parts.value;
    return withOne(value, probes, this.accepted, (probe) => ({
      probe,
      interval,
      timeout,
      threshold,
      startPeriod: start_period,
    }));
  },
};

/** Which of two probes would count nobody can tell, so that there has to be one. */
function withOne<P, T>(
  value: unknown,
  probes: Record<string, P | null | undefined>,
  accepted: string,
  build: (probe: P) => T,
): Reading<T> {
  const given = Object.values(probes).filter((probe) => probe !== null && probe !== undefined);
  const [probe] = given;
  return probe === undefined || given.length > 1 ? refuse(value, accepted) : { value: build(probe) };
}
