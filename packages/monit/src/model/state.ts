/** All that the dashboard knows, and what can happen to it. Plain data: the view is a function of it. */

import type {
  HostFigures,
  InstanceMetrics,
  InstanceView,
  JournalEntry,
  MetricHistory,
  MonitorSnapshot,
  MonitorTick,
} from '@pmx/protocol';
import type { Row } from './row';

export type Pane = 'list' | 'charts' | 'logs' | 'events';
export const PANES: readonly Pane[] = ['list', 'charts', 'logs', 'events'];

export type SortField = 'name' | 'cpu' | 'memory' | 'restarts' | 'uptime';
export const SORTS: readonly SortField[] = ['name', 'cpu', 'memory', 'restarts', 'uptime'];

/** How much of the past a chart shows: milliseconds of one column of dots; 0: as much as there is room for at one a second. */
export const SPANS: readonly { label: string; step: number }[] = [
  { label: '1s/dot', step: 1_000 },
  { label: '5s/dot', step: 5_000 },
  { label: '1m/dot', step: 60_000 },
  { label: '5m/dot', step: 300_000 },
];

export interface LogLine {
  app: string;
  id: number | null;
  type: string;
  /** Untrusted. */
  text: string;
}

/** With its place since the selection was made, from 0: it stays when lines before it go. */
export interface SequencedLine extends LogLine {
  seq: number;
}

/** The last lines of the selection. */
export interface LogBuffer {
  lines: readonly SequencedLine[];
  /** `seq` of the next line. */
  next: number;
}

/** Where a scrolled pane stands: `seq` of the last item that shows; null: at the end, wherever that comes to be. */
export type ScrollPosition = number | null;

export interface Notice {
  kind: 'progress' | 'done' | 'failed';
  /** Untrusted in part: reasons hold what apps wrote. */
  text: string;
}

export type Prompt =
  | { kind: 'filter'; pane: 'list' | 'logs'; text: string }
  | { kind: 'confirm'; action: Action; question: string };

export type Action =
  | { verb: 'restart' | 'reload' | 'stop' | 'start' | 'delete'; target: string; label: string }
  | { verb: 'scale'; target: string; count: '+1' | '-1'; label: string }
  | { verb: 'profile'; target: string; label: string };

export interface State {
  size: { width: number; height: number };
  connection: 'connecting' | 'online' | 'lost';
  /** Epoch milliseconds of the last word of the daemon. */
  at: number;
  apps: ReadonlyMap<number, InstanceView>;
  metrics: ReadonlyMap<number, InstanceMetrics>;
  history: MetricHistory | null;
  host: HostFigures | null;
  journal: readonly JournalEntry[];
  /** The list as it shows, kept beside what it is made from: 500 instances are not sorted for every key and frame. */
  rows: readonly Row[];
  /** Key of the selected row; null: none. */
  selected: string | null;
  /** Row at the top of the list. */
  top: number;
  collapsed: ReadonlySet<string>;
  pane: Pane;
  /** The pane under the list, where there is room for one alone. */
  tab: Exclude<Pane, 'list'>;
  /** It fills the screen. */
  zoomed: boolean;
  filter: string;
  sort: SortField;
  logFilter: string;
  logs: LogBuffer;
  logPosition: ScrollPosition;
  /** While paused: what there was when it was, and shows. */
  paused: LogBuffer | null;
  eventPosition: ScrollPosition;
  span: number;
  prompt: Prompt | null;
  help: boolean;
  notice: Notice | null;
}

export const EMPTY_LOGS: LogBuffer = { lines: [], next: 0 };

export const initialState = (width: number, height: number): State => ({
  size: { width, height },
  connection: 'connecting',
  at: 0,
  apps: new Map(),
  metrics: new Map(),
  history: null,
  host: null,
  journal: [],
  rows: [],
  selected: null,
  top: 0,
  collapsed: new Set(),
  pane: 'list',
  tab: 'charts',
  zoomed: false,
  filter: '',
  sort: 'name',
  logFilter: '',
  logs: EMPTY_LOGS,
  logPosition: null,
  paused: null,
  eventPosition: null,
  span: 0,
  prompt: null,
  help: false,
  notice: null,
});

export type Message =
  | { type: 'snapshot'; snapshot: MonitorSnapshot }
  | { type: 'tick'; tick: MonitorTick }
  | { type: 'lost' }
  | { type: 'resize'; width: number; height: number }
  | { type: 'key'; key: Key }
  | { type: 'click'; row: number; column: number }
  | { type: 'wheel'; row: number; column: number; lines: number }
  | { type: 'logs'; lines: LogLine[] }
  /** Another selection: its lines follow. */
  | { type: 'clear-logs' }
  | { type: 'notice'; notice: Notice | null };

/** A key by the name that blessed gives it, and the character that it types; empty: none. */
export interface Key {
  name: string;
  character: string;
}

/** What the outside is to do after a message. */
export type Command =
  | { type: 'quit' }
  | { type: 'suspend' }
  | { type: 'repaint' }
  | { type: 'act'; action: Action };

export interface Reduced {
  state: State;
  commands: Command[];
}
