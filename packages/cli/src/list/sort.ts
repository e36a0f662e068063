/** `--sort field[:asc|desc]`. */

import { type InstanceView, PmxError } from '@pmx/protocol';
import { adviceFor } from '../suggest';

type Key = (app: InstanceView) => string | number;

const KEYS: Record<string, Key> = {
  id: (app) => app.id,
  name: (app) => app.name,
  namespace: (app) => app.namespace,
  version: (app) => app.version ?? '',
  mode: (app) => app.execMode,
  pid: (app) => app.pid ?? 0,
  // The youngest start has the shortest uptime; what does not run has none.
  uptime: (app) => (app.pid === null || app.startedAt === null ? -Infinity : -app.startedAt),
  restarts: (app) => app.restarts,
  status: (app) => app.status,
  cpu: (app) => app.cpu,
  memory: (app) => app.memory,
  mem: (app) => app.memory,
  user: (app) => app.user,
  created: (app) => app.createdAt,
};

export const SORT_FIELDS: readonly string[] = Object.keys(KEYS);

/**
 * @param order `field`, `field:asc` or `field:desc`
 * @throws {PmxError} PMX_ERR_USAGE
 */
export function sortApps(apps: readonly InstanceView[], order: string): InstanceView[] {
  const [field = '', direction = 'asc', ...more] = order.split(':');
  const key = Object.hasOwn(KEYS, field) ? KEYS[field] : undefined;
  if (key === undefined) {
    const advice = adviceFor(field, SORT_FIELDS) ?? `Fields: ${SORT_FIELDS.join(', ')}.`;
    throw new PmxError('PMX_ERR_USAGE', `The list cannot be sorted by "${field}".`, advice);
  }
  if (more.length > 0 || !['asc', 'desc'].includes(direction)) {
    throw new PmxError(
      'PMX_ERR_USAGE',
      `"${order}" is not an order.`,
      `Write ${field}:asc or ${field}:desc.`,
    );
  }
  const sign = direction === 'desc' ? -1 : 1;
  return [...apps].sort((a, b) => sign * compare(key(a), key(b)) || a.id - b.id);
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
