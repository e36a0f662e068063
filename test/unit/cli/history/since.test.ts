import { parseSince } from '../../../../packages/cli/src/history/since';

const NOW = Date.parse('2026-03-01T12:00:00Z');

test.each([
  ['90s', NOW - 90_000],
  ['30m', NOW - 1_800_000],
  ['2h', NOW - 7_200_000],
  ['7d', NOW - 7 * 86_400_000],
  ['2026-02-01T14:00:00Z', Date.parse('2026-02-01T14:00:00Z')],
  ['2026-02-01T14:00', new Date(2026, 1, 1, 14).getTime()],
  ['2026-02-01', new Date(2026, 1, 1).getTime()],
])('%s', (value, at) => expect(parseSince(value, NOW)).toBe(at));

test.each(['', 'soon', '2', '-2h', '2w', '1', '2026-13-45'])('%j is no time', (value) => {
  expect(() => parseSince(value, NOW)).toThrow('is no time');
});
