/** The list as text. */

import type { InstanceView } from '@pmx/protocol';
import { makeColors } from '../output/colors';
import { layOut, renderTable } from '../output/table';
import { measureFor } from '../output/width';
import { listColumns, miniColumns, paintStatus, shown } from './columns';

export interface RenderOptions {
  /** Infinity: nothing is left out. */
  columns: number;
  colors: boolean;
  mini: boolean;
  /** Epoch milliseconds. */
  now: number;
}

/** @returns lines that end with a newline */
export async function renderList(apps: readonly InstanceView[], options: RenderOptions): Promise<string> {
  if (apps.length === 0) return 'No app in the list. Start one: pmx start app.js\n';
  const colors = makeColors(options.colors);
  const columns = (options.mini ? miniColumns : listColumns)(options.now, colors);
  const measure = await measureFor(textsOf(apps));
  const layout = layOut(columns, apps, options.columns, measure);
  const lines = [
    ...renderTable(layout, apps, measure, (text) => colors.bold(colors.cyan(text))),
    ...apps.filter(({ cause }) => cause !== null).map((app) => causeLine(app, options.colors)),
    ...hiddenLine(layout.hidden).map((line) => colors.dim(line)),
  ];
  return `${lines.join('\n')}\n`;
}

/** All that a user may have written; the rest of the table is ASCII. */
function* textsOf(apps: readonly InstanceView[]): Iterable<string> {
  for (const { name, namespace, version, user } of apps) {
    yield name;
    yield namespace;
    yield version ?? '';
    yield user;
  }
}

function causeLine(app: InstanceView, withColors: boolean): string {
  const paint = paintStatus(app.status, makeColors(withColors));
  return `${app.id} ${shown(app.name)}: ${paint(app.status)}, ${shown(app.cause ?? '')}`;
}

function hiddenLine(hidden: readonly string[]): string[] {
  if (hidden.length === 0) return [];
  const columns = hidden.length === 1 ? '1 column is' : `${hidden.length} columns are`;
  return [`${columns} hidden (${hidden.join(', ')}): widen the terminal, or see pmx describe or --json`];
}
