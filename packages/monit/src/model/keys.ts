/** What each key does, for hands that know htop, btop, k9s and lazydocker. */

import { boxOf, innerHeight, listHeight } from './layout';
import type { GroupRow, Row } from './row';
import { groupKey } from './rows';
import { scroll } from './scroll';
import {
  type Action,
  type Command,
  type Key,
  PANES,
  type Prompt,
  type Reduced,
  SORTS,
  SPANS,
  type State,
} from './state';

const PAGE = 'page';
const FAR = 1_000_000;

/** Lines by which a key scrolls; `page`: as many as show. */
const SCROLLS: Record<string, number | typeof PAGE | `-${typeof PAGE}`> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: '-page',
  'C-b': '-page',
  pagedown: 'page',
  'C-f': 'page',
  home: -FAR,
  g: -FAR,
  end: FAR,
  G: FAR,
};

const VERBS: Record<string, 'restart' | 'reload' | 'stop' | 'start'> = {
  r: 'restart',
  R: 'reload',
  s: 'stop',
  S: 'start',
};

const only = (state: State, ...commands: Command[]): Reduced => ({ state, commands });

export function onKey(state: State, key: Key): Reduced {
  if (key.name === 'C-c') return only(state, { type: 'quit' });
  if (key.name === 'C-z') return only(state, { type: 'suspend' });
  if (key.name === 'C-l') return only(state, { type: 'repaint' });
  if (state.prompt) return onPromptKey(state, state.prompt, key);
  if (state.help) return only({ ...state, help: false });
  const name = key.character !== '' && key.character !== ' ' ? key.character : key.name;
  if (name === 'q') return state.zoomed ? only({ ...state, zoomed: false }) : only(state, { type: 'quit' });
  const scrolls = SCROLLS[name];
  if (scrolls !== undefined) return only(scroll(state, state.pane, linesOf(state, scrolls)));
  const verb = VERBS[name];
  return verb ? act(state, (row) => ({ verb, ...targetOf(row) })) : onOtherKey(state, name);
}

function onOtherKey(state: State, name: string): Reduced {
  switch (name) {
    case '?':
    case 'h':
      return only({ ...state, help: true });
    case 'tab':
    case '\t':
      return only(towards(state, 1));
    case 'S-tab':
      return only(towards(state, -1));
    case 'enter':
    case 'return':
      return only(opened(state));
    case 'escape':
      return only(closed(state));
    case 'left':
    case 'right':
      return only(folded(state, name === 'left'));
    case '/':
      return only({ ...state, prompt: filterPrompt(state) });
    case 'o':
      return only({ ...state, sort: following(SORTS, state.sort), notice: null });
    case 't':
      return only({ ...state, span: (state.span + 1) % SPANS.length });
    case 'l':
      return only({ ...state, pane: 'logs', tab: 'logs', zoomed: !(state.zoomed && state.pane === 'logs') });
    case 'e':
      return only({ ...state, pane: 'events', tab: 'events' });
    case 'c':
      return only({ ...state, pane: 'charts', tab: 'charts' });
    case 'space':
    case ' ':
      return only(paused(state));
    case '+':
    case '=':
      return act(state, (row) => ({ verb: 'scale', count: '+1', ...appOf(row) }));
    case '-':
      return act(state, (row) => ({ verb: 'scale', count: '-1', ...appOf(row) }));
    case 'p':
      return act(state, profileOf);
    case 'd':
      return only(askToDelete(state));
    default:
      return only(state);
  }
}

function onPromptKey(state: State, prompt: Prompt, key: Key): Reduced {
  if (key.name === 'escape') return only(cancelled(state, prompt));
  if (prompt.kind === 'confirm') {
    const yes = key.character === 'y' || key.character === 'Y';
    const done: State = { ...state, prompt: null };
    return yes ? only(done, { type: 'act', action: prompt.action }) : only(done);
  }
  if (key.name === 'enter' || key.name === 'return') return only({ ...state, prompt: null });
  return only(typed(state, prompt, edited(prompt.text, key)));
}

function edited(text: string, { name, character }: Key): string {
  if (name === 'backspace' || name === 'C-h') return [...text].slice(0, -1).join('');
  if (name === 'C-u') return '';
  return /^[^\x00-\x1f\x7f]+$/.test(character) ? text + character : text;
}

/** What is typed filters at once. */
function typed(state: State, prompt: Extract<Prompt, { kind: 'filter' }>, text: string): State {
  const filters = prompt.pane === 'list' ? { filter: text } : { logFilter: text, logPosition: null };
  return { ...state, ...filters, prompt: { ...prompt, text } };
}

const cancelled = (state: State, prompt: Prompt): State =>
  prompt.kind === 'filter' ? { ...typed(state, prompt, ''), prompt: null } : { ...state, prompt: null };

function filterPrompt(state: State): Prompt {
  return state.pane === 'logs'
    ? { kind: 'filter', pane: 'logs', text: state.logFilter }
    : { kind: 'filter', pane: 'list', text: state.filter };
}

function linesOf(state: State, scrolls: number | string): number {
  if (typeof scrolls === 'number') return scrolls;
  const height = state.pane === 'list' ? listHeight(state) : innerHeight(boxOf(state, state.pane));
  const page = Math.max(1, height - 1);
  return scrolls === PAGE ? page : -page;
}

function following<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length]!;
}

function towards(state: State, by: 1 | -1): State {
  const pane = PANES[(PANES.indexOf(state.pane) + by + PANES.length) % PANES.length]!;
  return { ...state, pane, tab: pane === 'list' ? state.tab : pane, zoomed: state.zoomed && pane !== 'list' };
}

const selectedRow = (state: State): Row | undefined => state.rows.find(({ key }) => key === state.selected);

/** An app is folded or unfolded; anything else fills the screen. */
function opened(state: State): State {
  const row = selectedRow(state);
  if (state.pane === 'list' && row?.kind === 'group') return folded(state, !row.collapsed);
  const pane = state.pane === 'list' ? 'charts' : state.pane;
  return { ...state, pane, tab: pane, zoomed: !state.zoomed };
}

function closed(state: State): State {
  if (state.zoomed) return { ...state, zoomed: false, pane: 'list' };
  if (state.pane !== 'list') return { ...state, pane: 'list' };
  return { ...state, filter: '', logFilter: '', notice: null };
}

function folded(state: State, fold: boolean): State {
  const row = selectedRow(state);
  if (!row) return state;
  const key = row.kind === 'group' ? row.key : groupKey(row.view.name);
  const group = state.rows.find((each): each is GroupRow => each.key === key);
  if (!group) return state;
  const collapsed = new Set(state.collapsed);
  if (fold) collapsed.add(key);
  else collapsed.delete(key);
  return { ...state, collapsed, selected: fold ? key : state.selected };
}

/** What came meanwhile is shown when it goes on. */
const paused = (state: State): State =>
  state.paused ? { ...state, paused: null, logPosition: null } : { ...state, paused: state.logs };

function act(state: State, actionOf: (row: Row) => Action): Reduced {
  const row = selectedRow(state);
  return row ? only(state, { type: 'act', action: actionOf(row) }) : only(state);
}

function askToDelete(state: State): State {
  const row = selectedRow(state);
  if (!row) return state;
  const action: Action = { verb: 'delete', ...targetOf(row) };
  return {
    ...state,
    prompt: {
      kind: 'confirm',
      action,
      question: `Delete ${action.label}? It stops and leaves the list. (y/n)`,
    },
  };
}

function targetOf(row: Row): { target: string; label: string } {
  if (row.kind === 'group') return { target: row.name, label: row.name };
  const { id, name } = row.view;
  return { target: String(id), label: `${name} (${id})` };
}

function appOf(row: Row): { target: string; label: string } {
  const name = row.kind === 'group' ? row.name : row.view.name;
  return { target: name, label: name };
}

function profileOf(row: Row): Action {
  const view = row.kind === 'group' ? row.views[0]! : row.view;
  return { verb: 'profile', target: String(view.id), label: `${view.name} (${view.id})` };
}
