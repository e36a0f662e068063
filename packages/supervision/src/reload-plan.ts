/**
 * The order of a reload: which instance is replaced when, and what a failure means. Pure.
 *
 * A successor is launched; when it is ready it takes over and the old one retires. The first successor that fails
 * aborts: nothing more is launched, and an old one whose successor was not ready yet was never touched.
 */

export interface ReloadState {
  waiting: number[];
  launching: number[];
  /** Taken over; the old ones still drain. */
  retiring: number[];
  replaced: number[];
  failure: { id: number; reason: string } | null;
}

export type ReloadEvent =
  | { type: 'begin' }
  | { type: 'ready'; id: number }
  | { type: 'failed'; id: number; reason: string }
  | { type: 'retired'; id: number };

export type ReloadAction =
  | { type: 'launch'; id: number }
  | { type: 'take-over'; id: number }
  | { type: 'give-up'; id: number };

export interface ReloadStep {
  state: ReloadState;
  actions: ReloadAction[];
}

export const newReload = (ids: number[]): ReloadState => ({
  waiting: ids,
  launching: [],
  retiring: [],
  replaced: [],
  failure: null,
});

/** Nothing is under way, and nothing will be. */
export const isReloadOver = ({ waiting, launching, retiring, failure }: ReloadState): boolean =>
  launching.length === 0 && retiring.length === 0 && (waiting.length === 0 || failure !== null);

/** @param parallel instances that may be launching or retiring side by side */
export function reloadStep(state: ReloadState, event: ReloadEvent, parallel: number): ReloadStep {
  const { state: next, actions } = account(state, event);
  const room = next.failure ? 0 : parallel - next.launching.length - next.retiring.length;
  const starting = next.waiting.slice(0, Math.max(0, room));
  return {
    state: {
      ...next,
      waiting: next.waiting.slice(starting.length),
      launching: [...next.launching, ...starting],
    },
    actions: [...actions, ...starting.map((id): ReloadAction => ({ type: 'launch', id }))],
  };
}

function account(state: ReloadState, event: ReloadEvent): ReloadStep {
  switch (event.type) {
    case 'begin':
      return { state, actions: [] };
    case 'ready':
      return takeOver(state, event.id);
    case 'failed':
      return giveUp(state, event);
    case 'retired':
      return { state: { ...state, retiring: without(state.retiring, event.id) }, actions: [] };
  }
}

function takeOver(state: ReloadState, id: number): ReloadStep {
  // Its siblings were given up meanwhile, and so was this one.
  if (!state.launching.includes(id)) return { state, actions: [] };
  return {
    state: {
      ...state,
      launching: without(state.launching, id),
      retiring: [...state.retiring, id],
      replaced: [...state.replaced, id],
    },
    actions: [{ type: 'take-over', id }],
  };
}

function giveUp(state: ReloadState, { id, reason }: { id: number; reason: string }): ReloadStep {
  if (!state.launching.includes(id)) return { state, actions: [] };
  return {
    state: { ...state, launching: [], failure: state.failure ?? { id, reason } },
    actions: state.launching.map((launching) => ({ type: 'give-up', id: launching })),
  };
}

const without = (ids: number[], id: number): number[] => ids.filter((other) => other !== id);
