/** Which pane is where. Rows and columns count from 0. */

import type { Pane, State } from './state';

export interface Box {
  pane: Pane;
  top: number;
  left: number;
  width: number;
  height: number;
}

/** Below it a message is all that shows. */
export const LEAST = { width: 60, height: 12 };

/** Columns, and lines under the list, from which on charts, logs and events stand side by side. */
const WIDE = 120;
const TALL = 8;
const HEADER = 1;
const FOOTER = 1;

export function layoutOf({
  size,
  zoomed,
  pane,
  tab,
  apps,
}: Pick<State, 'size' | 'zoomed' | 'pane' | 'tab' | 'apps'>): Box[] {
  const { width } = size;
  const height = size.height - HEADER - FOOTER;
  if (zoomed) return [{ pane: pane === 'list' ? tab : pane, top: HEADER, left: 0, width, height }];
  // As many rows as there are instances, with the titles, but never more than half.
  const list = Math.max(6, Math.min(apps.size + 4, Math.floor(height / 2)));
  const rest = { top: HEADER + list, height: height - list };
  const listBox: Box = { pane: 'list', top: HEADER, left: 0, width, height: list };
  if (width < WIDE || rest.height < TALL) return [listBox, { pane: tab, left: 0, width, ...rest }];
  const left = Math.floor(width / 2);
  const logs = Math.ceil(rest.height * 0.6);
  const right = { left, width: width - left };
  return [
    listBox,
    { pane: 'charts', left: 0, width: left, ...rest },
    { pane: 'logs', ...right, top: rest.top, height: logs },
    { pane: 'events', ...right, top: rest.top + logs, height: rest.height - logs },
  ];
}

export const boxOf = (state: State, pane: Pane): Box | undefined =>
  layoutOf(state).find((box) => box.pane === pane);

/** Lines of a pane's own, under its title. */
export const innerHeight = (box: Box | undefined): number => Math.max(0, (box?.height ?? 0) - 1);

/** Rows of the list, under its title and its headings. */
export const listHeight = (state: State): number => Math.max(1, innerHeight(boxOf(state, 'list')) - 1);
