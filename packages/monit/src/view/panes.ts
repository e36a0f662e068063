/** Logs, events, the host's line, help: what is text. */

import type { HostFigures, JournalEntry, JournalKind } from '@pmx/protocol';
import { matching, shownLogs, visibleOf } from '../model/logs';
import type { State } from '../model/state';
import { bar } from './chart';
import { ACCENT, BAD, FAINT, GOOD, heat, TITLE, WARN } from './styles';
import { type Cell, fit, type Span, type Style, toCells, visible } from './text';
import { bytes, clock, percent } from './units';

export function logLines(state: State, width: number, height: number): Cell[][] {
  const lines = matching(shownLogs(state).lines, state.logFilter);
  const { items } = visibleOf(lines, state.logPosition, height);
  if (items.length === 0) return [toCells([{ text: ' No output yet.' }], width, FAINT)];
  const several = new Set(items.map(({ id }) => id)).size > 1;
  return items.map(({ id, type, text }) => {
    const label = several && id !== null ? `${id} ` : '';
    return toCells(
      [
        { text: type === 'err' ? '▏' : ' ', style: BAD },
        { text: label, style: FAINT },
        // Cut before it is made visible: 200 KB of it may come.
        {
          text: fit(visible(text.slice(0, width * 4)), width - 1 - label.length),
          style: type === 'err' ? { color: 'red' } : {},
        },
      ],
      width,
    );
  });
}

const EVENT_STYLES: Partial<Record<JournalKind, Style>> = {
  exit: WARN,
  'give-up': BAD,
  'reload-failed': BAD,
  'dropped-output': WARN,
  trigger: WARN,
  online: GOOD,
  pmx: FAINT,
};

export function eventLines(state: State, width: number, height: number): Cell[][] {
  const { items } = visibleOf(state.journal, state.eventPosition, height);
  if (items.length === 0) return [toCells([{ text: ' Nothing has happened yet.' }], width, FAINT)];
  return items.map((entry) => toCells(eventSpans(entry, width), width));
}

function eventSpans({ at, kind, app, id, message }: JournalEntry, width: number): Span[] {
  const who = app === null ? 'pmx' : id === null ? visible(app) : `${visible(app)} (${id})`;
  const head = ` ${clock(at)} `;
  return [
    { text: head, style: FAINT },
    { text: `${who} `, style: TITLE },
    {
      text: fit(visible(message), Math.max(4, width - head.length - who.length - 1)),
      style: EVENT_STYLES[kind] ?? {},
    },
  ];
}

export function hostLine({ host, connection, at }: State, width: number, ascii: boolean): Cell[] {
  const state: Span[] =
    connection === 'online' || connection === 'connecting'
      ? []
      : [{ text: ' the daemon is away: reconnecting… ', style: { ...BAD, inverse: true } }];
  const time = at === 0 ? '' : clock(at);
  const spans: Span[] = [
    { text: ' pmx ', style: { color: 'cyan', bold: true, inverse: true } },
    { text: ' ' },
    ...state,
    ...(host ? hostSpans(host, width - 30, ascii) : []),
  ];
  const cells = toCells(spans, Math.max(0, width - time.length - 1));
  return [...cells, ...toCells([{ text: `${time} `, style: FAINT }], width - cells.length)];
}

function hostSpans(host: HostFigures, room: number, ascii: boolean): Span[] {
  const memory = host.memoryUsed / host.memoryTotal;
  const disk = host.diskUsed !== null && host.diskTotal ? host.diskUsed / host.diskTotal : null;
  const parts: Span[][] = [
    [
      { text: 'cpu ', style: FAINT },
      { text: percent(host.cpu), style: heat((host.cpu ?? 0) / 100) },
    ],
    [
      { text: 'mem ', style: FAINT },
      { text: `${bytes(host.memoryUsed)}/${bytes(host.memoryTotal)}`, style: heat(memory) },
    ],
    [
      { text: 'load ', style: FAINT },
      {
        text: host.load.map((load) => load.toFixed(2)).join(' '),
        style: heat(host.load[0] / host.cores / 1.5),
      },
    ],
    disk === null
      ? []
      : [
          { text: 'disk ', style: FAINT },
          { text: percent(disk * 100), style: heat(disk) },
        ],
    host.networkIn === null
      ? []
      : [
          { text: 'net ', style: FAINT },
          {
            text: `${ascii ? 'in ' : '↓'}${bytes(host.networkIn)}/s ${ascii ? 'out ' : '↑'}${bytes(host.networkOut)}/s`,
          },
        ],
  ];
  const spans: Span[] = [];
  let used = 0;
  for (const part of parts) {
    used += part.reduce((sum, { text }) => sum + text.length, 0) + 2;
    if (used > room + 20 || part.length === 0) continue;
    spans.push(...part, { text: '  ' });
  }
  if (host.cpu !== null && room > 110)
    spans.splice(2, 0, { text: ` ${bar(host.cpu / 100, 10, ascii)}`, style: ACCENT });
  return spans;
}

export const HELP: readonly (readonly [keys: string, meaning: string])[] = [
  ['↑ ↓  j k', 'move; PgUp PgDn, g G (Home End): by pages, to the ends'],
  ['Tab', 'next pane: list, charts, logs, events; Shift-Tab: back'],
  ['c  l  e', 'charts; logs on the whole screen; events'],
  ['Enter', 'fold or unfold an app; open the charts of an instance; Esc: back'],
  ['← →', 'fold, unfold'],
  ['/', 'filter the list, or the logs when one is there; Esc: show all'],
  ['o', 'order by name, cpu, memory, restarts, uptime'],
  ['t', 'time of a dot in the charts: 1 s, 5 s, 1 min, 5 min'],
  ['Space', 'pause the logs, go on'],
  ['r  R', 'restart; reload without a gap'],
  ['s  S', 'stop; start'],
  ['+  -', 'an instance more, one less'],
  ['d', 'delete, after a question'],
  ['p', 'record a CPU profile of 10 seconds into a file'],
  ['?  q', 'this page; quit, as Ctrl-C; Ctrl-Z: suspend; Ctrl-L: draw anew'],
];

export function helpLines(width: number, height: number): Cell[][] {
  const lines: Span[][] = [
    [{ text: '' }],
    ...HELP.map(([keys, meaning]): Span[] => [
      { text: `  ${keys.padEnd(12)}`, style: ACCENT },
      { text: fit(meaning, Math.max(10, width - 16)) },
    ]),
    [{ text: '' }],
    [
      {
        text: '  The mouse works, too: click and wheel. Any key closes this page.',
        style: FAINT,
      },
    ],
  ];
  return lines.slice(0, height).map((spans) => toCells(spans, width));
}
