/** Moving through a pane. */

import { boxOf, innerHeight } from './layout';
import { matching, scrolled, shownLogs } from './logs';
import type { Pane, State } from './state';

/** @param lines below 0: up */
export function scroll(state: State, pane: Pane, lines: number): State {
  const height = innerHeight(boxOf(state, pane));
  if (pane === 'list') return moved(state, lines);
  if (pane === 'logs') {
    const shown = matching(shownLogs(state).lines, state.logFilter);
    return { ...state, logPosition: scrolled(shown, state.logPosition, lines, height) };
  }
  if (pane === 'events') {
    return { ...state, eventPosition: scrolled(state.journal, state.eventPosition, lines, height) };
  }
  return state;
}

/** Moves the selection, as far as there are rows. */
export function moved(state: State, by: number): State {
  const { rows } = state;
  if (rows.length === 0) return state;
  const index = Math.max(
    0,
    rows.findIndex(({ key }) => key === state.selected),
  );
  const to = Math.max(0, Math.min(rows.length - 1, index + by));
  return { ...state, selected: rows[to]!.key };
}
