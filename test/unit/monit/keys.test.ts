/** What keys ask for. */

import { asked, online, pressed, view } from './support';

test.each([
  ['r', 'restart'],
  ['R', 'reload'],
  ['s', 'stop'],
  ['S', 'start'],
])('%s: %s of the selected instance, or of the whole app', (key, verb) => {
  expect(asked(online(), 'j', key)).toEqual([
    { type: 'act', action: { verb, target: '1', label: 'api (1)' } },
  ]);
  expect(asked(online(), key)).toEqual([{ type: 'act', action: { verb, target: 'api', label: 'api' } }]);
});

test('scaling is of the app, also from one of its instances', () => {
  expect(asked(online(), 'j', '+')).toEqual([
    { type: 'act', action: { verb: 'scale', target: 'api', count: '+1', label: 'api' } },
  ]);
  expect(asked(online(), '-')).toMatchObject([{ action: { target: 'api', count: '-1' } }]);
});

test('a profile is of one instance, also from its app', () => {
  expect(asked(online(), 'p')).toMatchObject([{ action: { verb: 'profile', target: '1' } }]);
});

test('delete asks first; anything but y leaves it', () => {
  expect(asked(online(), 'd')).toEqual([]);
  expect(pressed(online(), 'd').prompt).toMatchObject({ kind: 'confirm' });
  for (const key of ['n', 'enter', 'escape', 'd', 'q']) {
    expect(asked(online(), 'd', key)).toEqual([]);
    expect(pressed(online(), 'd', key).prompt).toBeNull();
  }
  expect(asked(online(), 'd', 'y')).toEqual([
    { type: 'act', action: { verb: 'delete', target: 'api', label: 'api' } },
  ]);
});

test('without apps there is nothing to act on', () => {
  for (const key of ['r', 'd', '+', 'p', 'enter', 'left', 'j']) expect(asked(online([]), key)).toEqual([]);
});

test('q quits, Ctrl-C quits even out of a question; q typed into a filter is a letter', () => {
  expect(asked(online(), 'q')).toEqual([{ type: 'quit' }]);
  expect(asked(online(), 'd', 'C-c')).toEqual([{ type: 'quit' }]);
  expect(asked(online(), '/', 'q')).toEqual([]);
  expect(pressed(online(), '/', 'q').filter).toBe('q');
  expect(asked(online(), 'C-z')).toEqual([{ type: 'suspend' }]);
  expect(asked(online(), 'C-l')).toEqual([{ type: 'repaint' }]);
});

test('q and Escape leave a pane that fills the screen', () => {
  const zoomed = pressed(online(), 'l');
  expect(zoomed).toMatchObject({ zoomed: true, pane: 'logs' });
  expect(asked(zoomed, 'q')).toEqual([]);
  expect(pressed(zoomed, 'q').zoomed).toBe(false);
  expect(pressed(zoomed, 'escape')).toMatchObject({ zoomed: false, pane: 'list' });
});

test('any key closes the help', () => {
  expect(pressed(online(), '?').help).toBe(true);
  expect(asked(online(), '?', 'r')).toEqual([]);
  expect(pressed(online(), '?', 'r').help).toBe(false);
});

test('Tab goes round the panes, and back', () => {
  const panes = ['tab', 'tab', 'tab', 'tab'].map(
    (_, index, all) => pressed(online(), ...all.slice(0, index + 1)).pane,
  );
  expect(panes).toEqual(['charts', 'logs', 'events', 'list']);
  expect(pressed(online(), 'S-tab').pane).toBe('events');
  expect(pressed(online(), 'tab', 'S-tab').pane).toBe('list');
});

test('Enter on an instance opens its charts; time and order go round', () => {
  expect(pressed(online(), 'G', 'enter')).toMatchObject({ zoomed: true, tab: 'charts' });
  expect(pressed(online(), 't', 't', 't', 't').span).toBe(0);
  expect(pressed(online(), 'o', 'o', 'o', 'o', 'o').sort).toBe('name');
});

test('characters beyond ASCII are typed and taken back whole', () => {
  const typing = pressed(online([view(0, '漢字')]), '/', '漢', '😀');
  expect(typing.filter).toBe('漢😀');
  expect(pressed(typing, 'backspace').filter).toBe('漢');
});
