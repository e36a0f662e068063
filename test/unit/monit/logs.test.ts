/** Lines of the selection: bounded, and still while one reads. */

import { append, visibleOf } from '../../../packages/monit/src/model/logs';
import { EMPTY_LOGS, type State } from '../../../packages/monit/src/model/state';
import { render } from '../../../packages/monit/src/view/render';
import { entry, lines, online, pressed, received, textOf, tick } from './support';

const open = (): State => pressed(received(online(), { type: 'logs', lines: lines(0, 100) }), 'l');

const shown = (state: State): string[] =>
  [...textOf(render(state, { ascii: false })).matchAll(/line \d+/g)].map(([text]) => text);

test('the last 2,000 lines are kept, of each the first 2,000 characters', () => {
  const once = append(EMPTY_LOGS, lines(0, 1_500));
  const buffer = append(once, lines(1_500, 3_000));
  expect(buffer.lines).toHaveLength(2_000);
  expect(buffer.lines[0]).toMatchObject({ text: 'line 1000', seq: 1_000 });
  expect(buffer.next).toBe(3_000);
  const [long] = append(EMPTY_LOGS, [{ app: 'web', id: 0, type: 'out', text: 'x'.repeat(200_000) }]).lines;
  expect(long!.text).toHaveLength(2_000);
});

test('the newest ones show, and those that come', () => {
  expect(shown(open()).at(-1)).toBe('line 99');
  expect(shown(received(open(), { type: 'logs', lines: lines(100, 101) })).at(-1)).toBe('line 100');
});

test('scrolled back, the view stands still while lines come, until End', () => {
  const back = pressed(open(), 'pageup');
  const seen = shown(back);
  expect(seen.at(-1)).not.toBe('line 99');
  const later = received(back, { type: 'logs', lines: lines(100, 1_900) });
  expect(shown(later)).toEqual(seen);
  expect(textOf(render(later, { ascii: false }))).toMatch(/18\d\d below/);
  expect(shown(pressed(later, 'G')).at(-1)).toBe('line 1899');
});

test('it stands still in a filtered view, too, when the buffer is full and lines go', () => {
  const full = received(open(), { type: 'logs', lines: lines(100, 2_000) });
  const back = pressed(full, '/', '9', 'enter', 'pageup');
  const seen = shown(back);
  expect(seen.every((line) => line.includes('9'))).toBe(true);
  expect(seen.length).toBeGreaterThan(20);
  expect(seen.at(-1)).not.toBe('line 1999');
  expect(shown(received(back, { type: 'logs', lines: lines(2_000, 2_700) }))).toEqual(seen);
});

test('when all that one looked at has gone, the oldest lines show', () => {
  const top = pressed(open(), 'g');
  expect(shown(top)[0]).toBe('line 0');
  expect(shown(received(top, { type: 'logs', lines: lines(100, 5_000) }))[0]).toBe('line 3000');
});

test('paused: nothing moves, and it tells how much waits; going on shows the newest', () => {
  const paused = received(pressed(open(), 'space'), { type: 'logs', lines: lines(100, 4_000) });
  expect(shown(paused).at(-1)).toBe('line 99');
  expect(textOf(render(paused, { ascii: false }))).toContain('paused, 3900 new');
  expect(shown(pressed(paused, 'space')).at(-1)).toBe('line 3999');
});

test('another selection begins with an empty page', () => {
  const cleared = received(pressed(open(), 'space', 'pageup'), { type: 'clear-logs' });
  expect(cleared).toMatchObject({ paused: null, logPosition: null });
  expect(textOf(render(cleared, { ascii: false }))).toContain('No output yet');
});

test('events that one has scrolled to stay, while older ones go', () => {
  const entries = Array.from({ length: 200 }, (_, seq) => entry(seq, `event ${seq}`));
  const state = pressed(
    received(online(), { type: 'tick', tick: tick({ journal: entries }) }),
    'e',
    'pageup',
  );
  const more = received(state, { type: 'tick', tick: tick({ journal: [entry(200, 'event 200')] }) });
  const seen = (each: State): readonly { seq: number }[] =>
    visibleOf(each.journal, each.eventPosition, 5).items;
  expect(seen(more)).toEqual(seen(state));
  expect(more.journal).toHaveLength(200);
});
