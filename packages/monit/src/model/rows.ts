/** The list as rows: an app with several instances is a row of sums with its instances under it. */

import type { InstanceView, Sample } from '@pmx/protocol';
import type { GroupRow, InstanceRow, Row } from './row';
import type { SortField, State } from './state';

export const groupKey = (name: string): string => `app ${name}`;
export const instanceKey = (id: number): string => `id ${id}`;

type Groups = { name: string; views: InstanceView[] }[];

export function rowsOf(state: Pick<State, 'apps' | 'metrics' | 'filter' | 'sort' | 'collapsed'>): Row[] {
  return sorted(groupsOf(state), state.sort).flatMap(({ name, views }) => {
    if (views.length === 1) return [instanceRow(state, views[0]!, 'none')];
    const group = groupRow(state, name, views);
    if (group.collapsed) return [group];
    const last = views.length - 1;
    return [
      group,
      ...views.map((view, index) => instanceRow(state, view, index === last ? 'last' : 'middle')),
    ];
  });
}

function groupsOf({ apps, filter }: Pick<State, 'apps' | 'filter'>): Groups {
  const groups = new Map<string, InstanceView[]>();
  const wanted = filter.toLowerCase();
  for (const view of [...apps.values()].sort((a, b) => a.id - b.id)) {
    if (!matches(view, wanted)) continue;
    const group = groups.get(view.name);
    if (group) group.push(view);
    else groups.set(view.name, [view]);
  }
  return [...groups].map(([name, views]) => ({ name, views }));
}

const matches = ({ name, namespace, status }: InstanceView, wanted: string): boolean =>
  [name, namespace, status].some((word) => word.toLowerCase().includes(wanted));

const sum = (views: InstanceView[], field: 'cpu' | 'memory' | 'restarts'): number =>
  views.reduce((total, view) => total + view[field], 0);

function sorted(groups: Groups, field: SortField): Groups {
  if (field === 'name') return groups.sort((a, b) => a.name.localeCompare(b.name));
  const weight = ({ views }: Groups[number]): number =>
    field === 'uptime' ? Math.max(...views.map(({ startedAt }) => startedAt ?? 0)) : sum(views, field);
  return groups.sort((a, b) => weight(b) - weight(a) || a.name.localeCompare(b.name));
}

function instanceRow(
  { metrics }: Pick<State, 'metrics'>,
  view: InstanceView,
  branch: InstanceRow['branch'],
): InstanceRow {
  return { kind: 'instance', key: instanceKey(view.id), view, metrics: metrics.get(view.id), branch };
}

function groupRow(
  state: Pick<State, 'metrics' | 'collapsed'>,
  name: string,
  views: InstanceView[],
): GroupRow {
  const rates = views
    .map(({ id }) => state.metrics.get(id)?.values['http.server.rate' satisfies keyof Sample])
    .filter((rate): rate is number => rate !== undefined);
  return {
    kind: 'group',
    key: groupKey(name),
    name,
    views,
    cpu: sum(views, 'cpu'),
    memory: sum(views, 'memory'),
    rate: rates.length === 0 ? null : rates.reduce((total, rate) => total + rate, 0),
    restarts: sum(views, 'restarts'),
    collapsed: state.collapsed.has(groupKey(name)),
  };
}

/** The instance that the charts are of: the selected one, or the first of the selected app. */
export function focusOf(rows: readonly Row[], selected: string | null): number | null {
  const row = rows.find(({ key }) => key === selected);
  if (!row) return null;
  return row.kind === 'instance' ? row.view.id : (row.views[0]?.id ?? null);
}
