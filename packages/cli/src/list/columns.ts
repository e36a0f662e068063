/** The columns of the list. */

import type { InstanceView, Status } from '@pmx/protocol';
import { escapeUntrusted } from '../logs/escape';
import type { Colors, Paint } from '../output/colors';
import type { Column } from '../output/table';
import { formatBytes, formatDuration } from '../output/units';

export const shown = (text: string): string => escapeUntrusted(text, { colors: false });

const STATUS_COLOR: Record<Status, keyof Colors> = {
  online: 'green',
  launching: 'yellow',
  stopping: 'yellow',
  stopped: 'dim',
  'waiting restart': 'yellow',
  errored: 'red',
};

export const paintStatus = (status: Status, colors: Colors): Paint => colors[STATUS_COLOR[status] ?? 'dim'];

/** @param now epoch milliseconds, for uptimes */
export function listColumns(now: number, colors: Colors): Column<InstanceView>[] {
  return [
    { title: 'id', text: (app) => String(app.id), align: 'right', paint: (text) => colors.cyan(text) },
    { title: 'name', text: (app) => shown(app.name), minWidth: 6, paint: (text) => colors.bold(text) },
    { title: 'namespace', text: (app) => shown(app.namespace), drop: 7 },
    { title: 'version', text: (app) => shown(app.version ?? '-'), drop: 6 },
    { title: 'mode', text: (app) => app.execMode, drop: 5 },
    { title: 'pid', text: (app) => String(app.pid ?? '-'), align: 'right', drop: 3 },
    { title: 'uptime', text: (app) => uptimeOf(app, now), align: 'right', drop: 2 },
    { title: '↺', text: (app) => String(app.restarts), align: 'right', drop: 1 },
    {
      title: 'status',
      text: (app) => app.status,
      paint: (text, app) => paintStatus(app.status, colors)(text),
    },
    { title: 'cpu', text: (app) => `${Math.round(app.cpu)}%`, align: 'right', drop: 4 },
    { title: 'mem', text: (app) => formatBytes(app.memory), align: 'right', drop: 2.5 },
    { title: 'user', text: (app) => shown(app.user), drop: 8 },
    { title: 'watching', text: (app) => (app.watching ? 'yes' : 'no'), drop: 9 },
  ];
}

const MINI = new Set(['id', 'name', 'uptime', '↺', 'status']);

export const miniColumns = (now: number, colors: Colors): Column<InstanceView>[] =>
  listColumns(now, colors).filter(({ title }) => MINI.has(title));

function uptimeOf(app: InstanceView, now: number): string {
  return app.pid === null || app.startedAt === null ? '-' : formatDuration(now - app.startedAt);
}
