import { type FormatOptions, makeFormatter } from '../../../../packages/cli/src/logs/format';
import { makeHighlighter } from '../../../../packages/cli/src/logs/highlight';
import { type Line, LineSplitter } from '../../../../packages/cli/src/logs/lines';
import type { LogSource } from '../../../../packages/cli/src/logs/sources';

const api: LogSource = { path: '/logs/api-out.log', type: 'out', app: 'api', id: 0 };
const AT = new Date('2026-01-02T03:04:05.678Z');

const linesOf = (text: string | Buffer): Line[] => new LineSplitter().push(Buffer.from(text));

function format(
  text: string | Buffer,
  options: Partial<FormatOptions>,
  batch: { source?: LogSource; at?: Date | null } = {},
) {
  const formatter = makeFormatter({
    style: 'text',
    colors: false,
    timestamp: null,
    highlight: null,
    ...options,
  });
  return formatter({ source: api, at: AT, labelWidth: 8, lines: linesOf(text), ...batch }).toString();
}

describe('text', () => {
  test('a label of equal width stands before each line', () => {
    expect(format('one\ntwo\n', {})).toBe('0|api    | one\n0|api    | two\n');
  });

  test('a file of several instances is labelled by the app alone', () => {
    expect(format('one\n', {}, { source: { ...api, id: null } })).toBe('api      | one\n');
  });

  test('hostile bytes are shown, in the label too', () => {
    const source = { ...api, app: 'a\x1b[2J' };
    expect(format('x\x1b]0;t\x07\xff\r\n', {}, { source })).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    expect(format(Buffer.from([0x61, 0xff, 0x0d, 0x0a]), {})).toBe('0|api    | a\ufffd\n');
  });

  test('the label is coloured, and red for errors', () => {
    expect(format('one\n', { colors: true })).toMatch(/^\x1b\[\d+m0\|api {4}\| \x1b\[39mone\n$/);
    expect(format('one\n', { colors: true }, { source: { ...api, type: 'err' } })).toMatch(/^\x1b\[31m/);
  });

  test('the time of a line that nobody saw come is left blank', () => {
    const timestamp = (at: Date) => at.toISOString();
    expect(format('one\n', { timestamp })).toBe(`${AT.toISOString()} 0|api    | one\n`);
    expect(format('one\n', { timestamp }, { at: null })).toBe(`${' '.repeat(24)} 0|api    | one\n`);
  });

  test('what matches is marked, and nothing is filtered', () => {
    const highlight = makeHighlighter('two');
    expect(format('one\ntwo\n', { colors: true, highlight })).toMatch(/one\n.*\x1b\[7mtwo\x1b\[27m\n$/);
  });

  test('the end of a line that was shown in part is no line of its own', () => {
    const splitter = new LineSplitter();
    splitter.push(Buffer.from('part'));
    const lines = [...splitter.flush(), ...splitter.push(Buffer.from('\nnext\n'))];
    const formatter = makeFormatter({ style: 'text', colors: false, timestamp: null, highlight: null });
    expect(formatter({ source: api, at: AT, labelWidth: 5, lines })).toBe('0|api | part\n0|api | next\n');
  });
});

test('raw: the bytes as they are', () => {
  const bytes = Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0x00, 0xff, 0x0d, 0x0a]);
  const formatter = makeFormatter({ style: 'raw', colors: false, timestamp: null, highlight: null });
  expect(formatter({ source: api, at: AT, labelWidth: 8, lines: linesOf(bytes) })).toEqual(bytes);
});

describe('json', () => {
  const parsed = (...args: Parameters<typeof format>) => JSON.parse(format(...args));

  test('one object a line', () => {
    expect(parsed('one\n', { style: 'json' })).toEqual({
      timestamp: AT.toISOString(),
      app: 'api',
      id: 0,
      type: 'out',
      message: 'one',
    });
  });

  test('no time for a line that nobody saw come', () => {
    expect(parsed('one\n', { style: 'json' }, { at: null })).toEqual({
      app: 'api',
      id: 0,
      type: 'out',
      message: 'one',
    });
  });

  test('a line that is JSON already keeps its own time, type and message', () => {
    const line = { timestamp: '2020-01-01T00:00:00Z', type: 'err', app: 'api', id: 3, message: 'boom' };
    expect(parsed(`${JSON.stringify(line)}\n`, { style: 'json' })).toEqual(line);
  });

  test('nothing that a terminal obeys is left', () => {
    expect(format('\x1b[2J\x7f\u009b31m\u202e\n', { style: 'json' })).not.toMatch(
      /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/,
    );
    expect(parsed('\x1b[2J\u009b\n', { style: 'json' }).message).toBe('\x1b[2J\u009b');
  });
});

test('keys: values with spaces are quoted', () => {
  expect(format('hello "world"\n', { style: 'keys' })).toBe(
    `timestamp=${AT.toISOString()} app=api id=0 type=out message="hello \\"world\\""\n`,
  );
});

describe('highlighting', () => {
  const mark = (text: string) => `\x1b[7m${text}\x1b[27m`;

  test.each([
    ['a text is no expression', 'a.c', 'abc a.c', `abc ${mark('a.c')}`],
    ['an expression with flags', '/ERR\\w+/i', 'an error, err1', `an ${mark('error')}, ${mark('err1')}`],
    ['colours of the line stay whole', '31', '\x1b[31m31\x1b[0m', `\x1b[31m${mark('31')}\x1b[0m`],
    ['an expression that matches nothing', '/x*/', 'abc', 'abc'],
  ])('%s', (_what, pattern, line, marked) => {
    expect(makeHighlighter(pattern)(line)).toBe(marked);
  });

  test('a broken expression is refused', () => {
    expect(() => makeHighlighter('/(/')).toThrow(SyntaxError);
  });
});
