/** The selection stays on the same instance, whatever happens to the list around it. */

import { FLEET, online, pressed, received, snapshot, tick, view } from './support';

const keysOf = ({ rows }: ReturnType<typeof online>): string[] => rows.map(({ key }) => key);

test('apps by name, instances of one app under a row of sums', () => {
  expect(keysOf(online())).toEqual(['app api', 'id 1', 'id 2', 'id 3', 'id 0']);
  const [group] = online([view(1, 'api', { cpu: 3, restarts: 1 }), view(2, 'api', { cpu: 4 })]).rows;
  expect(group).toMatchObject({ cpu: 7, restarts: 1, memory: 20 * 2 ** 20, collapsed: false });
});

test('the first row is selected at first, and moving ends at the ends', () => {
  expect(online().selected).toBe('app api');
  expect(pressed(online(), 'up').selected).toBe('app api');
  expect(pressed(online(), 'j', 'down').selected).toBe('id 2');
  expect(pressed(online(), 'G', 'j').selected).toBe('id 0');
  expect(pressed(online(), 'G', 'g').selected).toBe('app api');
});

test('it stays when rows come before it and when the order changes', () => {
  const state = pressed(online(), 'G', 'k');
  expect(state.selected).toBe('id 3');
  expect(received(state, { type: 'tick', tick: tick({ apps: [view(9, 'a-first')] }) }).selected).toBe('id 3');
  const sorted = received(pressed(state, 'o'), {
    type: 'tick',
    tick: tick({ apps: [view(3, 'shell', { cpu: 90 })] }),
  });
  expect(sorted.sort).toBe('cpu');
  expect(keysOf(sorted)[0]).toBe('id 3');
  expect(sorted.selected).toBe('id 3');
});

test('when it goes, what has come to its place is selected; of the last one, the one before', () => {
  const middle = pressed(online(), 'j', 'j', 'j');
  expect(received(middle, { type: 'tick', tick: tick({ removed: [3] }) }).selected).toBe('id 0');
  const last = pressed(online(), 'G');
  expect(received(last, { type: 'tick', tick: tick({ removed: [0] }) }).selected).toBe('id 3');
  const none = received(last, { type: 'snapshot', snapshot: snapshot([]) });
  expect(none.selected).toBeNull();
  expect(received(none, { type: 'snapshot', snapshot: snapshot(FLEET) }).selected).toBe('app api');
});

test('an app that has one instance left is no group any more', () => {
  const state = received(pressed(online(), 'j'), { type: 'tick', tick: tick({ removed: [2] }) });
  expect(keysOf(state)).toEqual(['id 1', 'id 3', 'id 0']);
  expect(state.selected).toBe('id 1');
});

test('folding hides the instances and selects their app; unfolding brings them back', () => {
  const folded = pressed(online(), 'j', 'left');
  expect(keysOf(folded)).toEqual(['app api', 'id 3', 'id 0']);
  expect(folded.selected).toBe('app api');
  expect(keysOf(pressed(folded, 'enter'))).toHaveLength(5);
  expect(keysOf(pressed(folded, 'right'))).toHaveLength(5);
  // A plain app has nothing to fold.
  expect(pressed(online(), 'G', 'left').selected).toBe('id 0');
});

test('the list is filtered while one types, by name, namespace and status; Escape shows all again', () => {
  const typing = pressed(online(), '/', 'S', 'h', 'e');
  expect(keysOf(typing)).toEqual(['id 3']);
  expect(typing.selected).toBe('id 3');
  expect(keysOf(pressed(typing, 'enter'))).toEqual(['id 3']);
  expect(keysOf(pressed(typing, 'escape'))).toHaveLength(5);
  expect(keysOf(pressed(typing, 'backspace', 'C-u'))).toHaveLength(5);
  expect(keysOf(pressed(typing, 'x'))).toEqual([]);
  const stopped = online([view(0, 'web'), view(1, 'job', { status: 'stopped' })]);
  expect(keysOf(pressed(stopped, '/', ...'stop'))).toEqual(['id 1']);
});

describe('500 instances', () => {
  const many = online(Array.from({ length: 500 }, (_, id) => view(id, `app-${String(id).padStart(3, '0')}`)));

  test('the selected row is always on the screen', () => {
    let state = many;
    for (const key of ['j', 'pagedown', 'pagedown', 'k', 'G', 'pageup', 'up', 'g', 'C-f', 'C-b']) {
      state = pressed(state, key);
      const at = state.rows.findIndex((row) => row.key === state.selected);
      expect(at).toBeGreaterThanOrEqual(state.top);
      expect(at).toBeLessThan(state.top + 12);
    }
  });

  test('rows are made anew only when what they are made from has changed', () => {
    expect(pressed(many, 'j', 'G', 'l').rows).toBe(many.rows);
    expect(received(many, { type: 'resize', width: 80, height: 24 }).rows).toBe(many.rows);
    expect(received(many, { type: 'tick', tick: tick() }).rows).not.toBe(many.rows);
  });
});

test('a click selects the row under it, the wheel moves', () => {
  const state = online();
  expect(received(state, { type: 'click', row: 4, column: 10 }).selected).toBe('id 1');
  // Headings and title select nothing.
  expect(received(state, { type: 'click', row: 2, column: 10 }).selected).toBe('app api');
  expect(received(state, { type: 'wheel', row: 4, column: 10, lines: 3 }).selected).toBe('id 3');
  expect(received(state, { type: 'click', row: 20, column: 10 }).pane).toBe('charts');
  expect(received(state, { type: 'click', row: 29, column: 10 })).toMatchObject({ pane: 'list' });
});
