/**
 * Whole screens, kept as text beside this file in `frames/`, to be looked at as well as compared.
 * After a change that is wanted: UPDATE_FRAMES=1 npx jest --config test/jest.config.cjs test/unit/monit/render
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../../../packages/monit/src/model/state';
import { render } from '../../../packages/monit/src/view/render';
import { busy } from './busy';
import { online, pressed, received, textOf, view } from './support';

function expectFrame(name: string, state: State, ascii = false): void {
  const file = join(__dirname, 'frames', `${name}.txt`);
  const text = `${textOf(render(state, { ascii }))}\n`;
  if (process.env.UPDATE_FRAMES || !existsSync(file)) {
    mkdirSync(join(__dirname, 'frames'), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

test('80×24: list and charts', () => expectFrame('small', busy(80, 24)));
test('80×24: output', () => expectFrame('small-logs', pressed(busy(80, 24), 'l')));
test('80×24: events', () => expectFrame('small-events', pressed(busy(80, 24), 'e')));
test('120×40: all side by side', () => expectFrame('large', busy(120, 40)));
test('200×50', () => expectFrame('huge', busy(200, 50)));
test('charts on the whole screen', () => expectFrame('charts', pressed(busy(120, 40), 'j', 'enter')));
test('ASCII alone', () => expectFrame('ascii', busy(80, 24), true));
test('help', () => expectFrame('help', pressed(busy(80, 24), '?')));
test('no apps', () => expectFrame('empty', online([], 80, 24)));

const screenOf = (state: State): string => textOf(render(state, { ascii: false }));

test('a question, a filter that matches nothing, a daemon that is away', () => {
  const state = busy(80, 24);
  expect(screenOf(pressed(state, 'd'))).toMatch(/ Delete api\? .*\(y\/n\)$/);
  expect(screenOf(pressed(state, '/', ...'zz'))).toMatch(/Nothing matches "zz"[\s\S]* \/zz$/);
  expect(screenOf(received(state, { type: 'lost' }))).toMatch(/^ pmx .*the daemon is away: reconnecting…/);
});

test('ASCII alone is ASCII alone', () => {
  for (const keys of [[], ['l'], ['e'], ['?'], ['/', '漢']]) {
    expect(textOf(render(pressed(busy(120, 40), ...keys), { ascii: true }))).toMatch(/^[\x20-\x7e\n]*$/);
  }
});

test('names that would break the line are shown as what they are', () => {
  const hostile = view(0, '\x1b[2J\r\n\u202eevil', { cause: 'a\x07b', status: 'errored', pid: null });
  const screen = screenOf(online([hostile], 120, 30));
  expect(screen).toContain('\\x1b[2J\\x0d\\x0a\\u202eevil');
  expect(screen).toContain('a\\x07b');
});
