/** The shape of what an agent reports. It comes out of an app's process, so nothing in it is taken on trust. */

import { type CustomValue, isRecord, METRICS, type MetricName, type Sample } from '@pmx/protocol';

/** Names of one app's own metrics, and of its actions. */
const MAX_NAMES = 100;
/** Characters of a name, and of a unit. */
const MAX_NAME = 100;

const KINDS: readonly unknown[] = ['metric', 'counter', 'meter', 'histogram'] satisfies CustomValue['kind'][];
type Details = NonNullable<CustomValue['details']>;

const DETAILS = [
  'count',
  'min',
  'max',
  'mean',
  'p50',
  'p95',
  'p99',
] as const satisfies readonly (keyof Details)[];

/** Known metrics of agents with finite values; the others are left out, as a newer agent may know more of them. */
export function sampleOf(value: unknown): Sample {
  const sample: Sample = {};
  if (!isRecord(value)) return sample;
  for (const [name, figure] of Object.entries(value)) {
    if (isAgentMetric(name) && isFigure(figure)) sample[name] = figure;
  }
  return sample;
}

/** Well-formed custom metrics, the first hundred of them, under names without a prototype. */
export function customOf(value: unknown): Record<string, CustomValue> {
  const custom: Record<string, CustomValue> = Object.create(null);
  if (!isRecord(value)) return custom;
  let room = MAX_NAMES;
  for (const [name, given] of Object.entries(value)) {
    const parsed = isName(name) ? customValueOf(given) : null;
    if (parsed === null) continue;
    if (room === 0) break;
    room -= 1;
    custom[name] = parsed;
  }
  return custom;
}

export const namesOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(isName).slice(0, MAX_NAMES) : [];

function customValueOf(given: unknown): CustomValue | null {
  if (!isRecord(given) || !KINDS.includes(given.kind) || !isFigure(given.value)) return null;
  const unit = typeof given.unit === 'string' ? given.unit.slice(0, MAX_NAME) : '';
  const parsed: CustomValue = { kind: given.kind as CustomValue['kind'], value: given.value, unit };
  const details = detailsOf(given.details);
  return details === null ? parsed : { ...parsed, details };
}

function detailsOf(given: unknown): Details | null {
  if (!isRecord(given) || !DETAILS.every((name) => isFigure(given[name]))) return null;
  return Object.fromEntries(DETAILS.map((name) => [name, given[name]])) as unknown as Details;
}

const isAgentMetric = (name: string): name is MetricName =>
  Object.hasOwn(METRICS, name) && METRICS[name as MetricName].source === 'agent';

const isName = (name: unknown): name is string =>
  typeof name === 'string' && name.length > 0 && name.length <= MAX_NAME;

const isFigure = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
