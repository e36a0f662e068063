/** Colours by meaning. */

import type { Status } from '@pmx/protocol';
import type { Color, Style } from './text';

export const TITLE: Style = { bold: true };
export const FAINT: Style = { color: 'gray' };
export const ACCENT: Style = { color: 'cyan' };
export const WARN: Style = { color: 'yellow' };
export const BAD: Style = { color: 'red', bold: true };
export const GOOD: Style = { color: 'green' };

const STATUS: Record<Status, Color> = {
  online: 'green',
  launching: 'cyan',
  stopping: 'yellow',
  stopped: 'gray',
  'waiting restart': 'yellow',
  errored: 'red',
};

export const statusStyle = (status: Status): Style => ({ color: STATUS[status] });

/** Green, yellow, red: as a figure comes near to its limit. */
export function heat(share: number | null | undefined): Style {
  if (share === null || share === undefined || Number.isNaN(share)) return {};
  if (share >= 0.9) return { color: 'red', bold: true };
  return share >= 0.7 ? { color: 'yellow' } : {};
}
