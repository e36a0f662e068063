import { oncePerMillisecond } from '../../../../packages/host/src/output/date-format';
import { JsonLines, MAX_MESSAGE } from '../../../../packages/host/src/output/json-lines';
import type { LineFormat } from '../../../../packages/host/src/output/line-format';
import { completeLength } from '../../../../packages/host/src/output/text';
import { TimestampedLines } from '../../../../packages/host/src/output/timestamped-lines';
import { MAX_HELD_BACK, WholeLines } from '../../../../packages/host/src/output/whole-lines';

/** Feeds chunks through one buffer that is overwritten each time, as the keeper's readers do. */
function feed(format: LineFormat, chunks: (string | Buffer)[]): Buffer[] {
  const shared = Buffer.alloc(4 * 1024 * 1024);
  const written = chunks.map((chunk) => {
    const length = Buffer.from(chunk).copy(shared);
    const bytes = Buffer.from(format.push(shared.subarray(0, length)));
    shared.fill(0x21, 0, length);
    return bytes;
  });
  return [...written, format.end()];
}

const run = (format: LineFormat, chunks: (string | Buffer)[]): string[] => feed(format, chunks).map(String);
const runAll = (format: LineFormat, chunks: (string | Buffer)[]): string =>
  Buffer.concat(feed(format, chunks)).toString();

const everyCut = (bytes: Buffer): Buffer[][] =>
  Array.from({ length: bytes.length + 1 }, (_, cut) => [bytes.subarray(0, cut), bytes.subarray(cut)]);

describe('completeLength', () => {
  test.each([
    ['', 0],
    ['a', 1],
    ['ä', 2],
    ['€', 3],
    ['😀', 4],
  ])('counts %j as whole', (text, length) => {
    expect(completeLength(Buffer.from(text))).toBe(length);
  });

  test.each(['ä', '€', '😀'])('leaves out an unfinished %s', (text) => {
    const bytes = Buffer.from(`x${text}`);
    for (let end = 2; end < bytes.length; end += 1) expect(completeLength(bytes.subarray(0, end))).toBe(1);
  });

  test('takes bytes that are no UTF-8 as they are', () => {
    expect(completeLength(Buffer.from([0x80, 0x80, 0x80, 0x80]))).toBe(4);
  });
});

describe('WholeLines', () => {
  test('passes bytes on at once while it writes alone', () => {
    expect(run(new WholeLines(() => false), ['par', 'tial\nx'])).toEqual(['par', 'tial\nx', '']);
  });

  test('holds back an unfinished line while others write to the file', () => {
    const chunks = ['one\ntw', 'o', '\nthree\n', 'end'];
    expect(run(new WholeLines(() => true), chunks)).toEqual(['one\n', '', 'two\nthree\n', '', 'end']);
  });

  test('gives up what it held back when the others are gone', () => {
    let shared = true;
    const format = new WholeLines(() => shared);
    expect(format.push(Buffer.from('held'))).toHaveLength(0);
    shared = false;
    expect(format.push(Buffer.from(' on')).toString()).toBe('held on');
  });

  test('holds no more than its limit, and splits no character', () => {
    const line = `x${'ä'.repeat(MAX_HELD_BACK / 2)}`;
    const bytes = Buffer.from(line);
    expect(runAll(new WholeLines(() => true), [bytes.subarray(0, -1), bytes.subarray(-1)])).toBe(line);
    const [early] = run(new WholeLines(() => true), [Buffer.concat([bytes, Buffer.from([0xc3])])]);
    expect(early).toBe(line);
  });
});

describe('TimestampedLines', () => {
  const format = (): TimestampedLines => new TimestampedLines(new WholeLines(() => false), () => '<ü> ');

  test('stamps each line once, wherever the chunks are cut, and touches no byte', () => {
    const text = 'eins\n\nzwei ä€😀 $& $1\r\ndrei\n';
    const expected = '<ü> eins\n<ü> \n<ü> zwei ä€😀 $& $1\r\n<ü> drei\n';
    for (const chunks of everyCut(Buffer.from(text))) expect(runAll(format(), chunks)).toBe(expected);
  });

  test('keeps bytes that are no UTF-8', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x0a, 0xfe]);
    const stamped = format();
    const out = Buffer.concat([stamped.push(bytes), stamped.end()]);
    const stamp = Buffer.from('<ü> ');
    expect(out).toEqual(
      Buffer.concat([stamp, Buffer.from([0xff, 0, 0x0a]), stamp, Buffer.from([0xfe, 0x0a])]),
    );
  });
});

describe('JsonLines', () => {
  const format = (): JsonLines => new JsonLines({ type: 'err', app: 'a"b', id: 2 }, () => 'T');
  const parse = (texts: string[]): Record<string, unknown>[] =>
    texts
      .join('')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  test('makes one object of each line, wherever the chunks are cut', () => {
    const expected = ['one ä€😀', '', '"two"\u0000', 'end'].map((message) => ({
      timestamp: 'T',
      type: 'err',
      app: 'a"b',
      id: 2,
      message,
    }));
    for (const chunks of everyCut(Buffer.from('one ä€😀\n\n"two"\u0000\nend'))) {
      expect(parse(run(format(), chunks))).toEqual(expected);
    }
  });

  test('replaces what is no UTF-8', () => {
    expect(parse(run(format(), [Buffer.from([0x61, 0xff, 0x0a])]))).toMatchObject([{ message: 'a\ufffd' }]);
  });

  test('cuts a line that is too long between two characters, and says so', () => {
    const long = `x${'ä'.repeat(MAX_MESSAGE / 2)}`;
    const bytes = Buffer.from(`${long}ö\n`);
    const at = MAX_MESSAGE + 2;
    const objects = parse(run(format(), [bytes.subarray(0, at), bytes.subarray(at)]));
    expect(objects.map(({ partial }) => partial)).toEqual([true, undefined]);
    expect(objects.map(({ message }) => message).join('')).toBe(`${long}ö`);
  });
});

test('oncePerMillisecond formats anew only when the time has moved on', () => {
  let now = 1;
  const format = jest.fn((at: number) => `t${at}`);
  const text = oncePerMillisecond(() => now, format);
  expect([text(), text()]).toEqual(['t1', 't1']);
  now = 2;
  expect(text()).toBe('t2');
  expect(format).toHaveBeenCalledTimes(2);
});
