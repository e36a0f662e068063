/** For terminals that show ASCII alone: whatever else a frame holds, in characters that they have. */

import type { Cell } from './text';

const LOOKALIKES: Record<string, string> = {
  '…': '~',
  '▌': '>',
  '▏': '|',
  '·': '.',
  '↺': 'r',
  '×': 'x',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '→': '>',
  '┐': '|',
};

/** The second half of what was two columns wide is a column of its own here. */
export function inAscii(cell: Cell): Cell {
  if (/^[\x20-\x7e]$/.test(cell.text)) return cell;
  return { ...cell, text: LOOKALIKES[cell.text] ?? '?' };
}
