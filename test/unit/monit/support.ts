/** Apps, figures and states for tests of the dashboard. */

import type {
  HostFigures,
  InstanceMetrics,
  InstanceView,
  JournalEntry,
  MonitorSnapshot,
  MonitorTick,
} from '@pmx/protocol';
import { reduce } from '../../../packages/monit/src/model/reduce';
import {
  type Command,
  initialState,
  type Key,
  type LogLine,
  type Message,
  type State,
} from '../../../packages/monit/src/model/state';
import type { Frame } from '../../../packages/monit/src/view/render';

/** 12:00:00 in the zone of whoever runs the tests. */
export const NOW = new Date(2026, 0, 15, 12, 0, 0).getTime();
export const MB = 2 ** 20;

export const view = (id: number, name: string, more: Partial<InstanceView> = {}): InstanceView => ({
  id,
  name,
  namespace: 'default',
  index: 0,
  instances: 1,
  status: 'online',
  desired: 'up',
  pid: 1_000 + id,
  execMode: 'fork',
  restarts: 0,
  unstableRestarts: 0,
  cpu: 0,
  memory: 10 * MB,
  startedAt: NOW - 3_600_000,
  createdAt: NOW - 7_200_000,
  version: null,
  user: 'me',
  watching: false,
  cause: null,
  lastExit: null,
  ...more,
});

export const figures = (
  { id, name }: InstanceView,
  values: InstanceMetrics['values'] = {},
): InstanceMetrics => ({ id, name, at: NOW, values, custom: {}, leak: null });

export const HOST: HostFigures = {
  cpu: 37,
  cores: 4,
  load: [1.5, 1.25, 1],
  memoryUsed: 3 * 1024 * MB,
  memoryTotal: 8 * 1024 * MB,
  diskUsed: 60,
  diskTotal: 100,
  networkIn: 2_048,
  networkOut: 1_024,
};

export const snapshot = (apps: InstanceView[], more: Partial<MonitorSnapshot> = {}): MonitorSnapshot => ({
  at: NOW,
  apps,
  metrics: apps.map((app) => figures(app)),
  host: HOST,
  history: null,
  journal: [],
  ...more,
});

export const tick = (more: Partial<MonitorTick> = {}): MonitorTick => ({
  at: NOW + 1_000,
  apps: [],
  removed: [],
  metrics: [],
  host: HOST,
  journal: [],
  ...more,
});

export const entry = (seq: number, message: string): JournalEntry => ({
  seq,
  at: NOW,
  kind: 'online',
  id: 0,
  app: 'web',
  message,
});

export const lines = (from: number, to: number, text = 'line'): LogLine[] =>
  Array.from({ length: to - from }, (_, index) => ({
    app: 'web',
    id: 0,
    type: 'out',
    text: `${text} ${from + index}`,
  }));

/** Three apps: `api` of two instances, `shell`, `web`. */
export const FLEET = [
  view(0, 'web'),
  view(1, 'api', { index: 0, instances: 2 }),
  view(2, 'api', { index: 1, instances: 2 }),
  view(3, 'shell'),
];

export const received = (state: State, ...messages: Message[]): State =>
  messages.reduce((each, message) => reduce(each, message).state, state);

export const online = (apps = FLEET, width = 100, height = 30): State =>
  received(initialState(width, height), { type: 'snapshot', snapshot: snapshot(apps) });

const NAMED = /^(up|down|left|right|enter|escape|tab|S-tab|page\w+|home|end|backspace|space|C-.)$/;

const keyOf = (word: string): Key =>
  NAMED.test(word) ? { name: word, character: '' } : { name: word, character: word };

export const pressed = (state: State, ...keys: string[]): State =>
  received(state, ...keys.map((key): Message => ({ type: 'key', key: keyOf(key) })));

/** What the last of the keys asks of the outside. */
export function asked(state: State, ...keys: string[]): Command[] {
  const before = pressed(state, ...keys.slice(0, -1));
  return reduce(before, { type: 'key', key: keyOf(keys.at(-1)!) }).commands;
}

export const textOf = (frame: Frame): string =>
  frame
    .map((cells) =>
      cells
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n');

/** A generator that gives the same numbers for the same seed, from 0 up to 1. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
