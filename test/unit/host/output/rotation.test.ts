import {
  bytesThatFit,
  rotatedFiles,
  rotatedPath,
  surplus,
} from '../../../../packages/host/src/output/rotation';

const fitting = (text: string, size: number, lineBytes: number, maxSize = 10): number =>
  bytesThatFit(Buffer.from(text), { size, lineBytes }, maxSize);

describe('bytesThatFit', () => {
  test.each([
    ['all, when rotation is off', 'a'.repeat(99), 50, 0, 0, 99],
    ['all, up to the limit', '123\n', 6, 0, 10, 4],
    ['the lines that fit', '12\n45\n789\n', 3, 0, 10, 6],
    ['nothing, when the first line does not fit', '12345678\n', 5, 0, 10, 0],
    ['the rest of a line that was begun', '12\n4\n', 9, 5, 10, 3],
    ['a long line as a whole', '123456789012\nx', 0, 0, 10, 13],
    ['a part of a line without end', 'x'.repeat(100), 0, 0, 10, 40],
    ['no more than four times the limit of one line', 'x'.repeat(100), 35, 35, 10, 5],
    ['whole characters of it', 'ä'.repeat(50), 35, 35, 10, 4],
  ])('takes %s', (_what, text, size, lineBytes, maxSize, expected) => {
    expect(fitting(text, size, lineBytes, maxSize)).toBe(expected);
  });
});

describe('names of rotated files', () => {
  const at = new Date('2026-01-02T03:04:05.678Z');

  test('keep the extension at the end', () => {
    expect(rotatedPath('/l/app-out.log', at, 7)).toBe('/l/app-out.20260102T030405-000007.log');
    expect(rotatedPath('/l/plain', at, 1)).toBe('/l/plain.20260102T030405-000001');
  });

  test('are told from those of other logs, and ordered by number', () => {
    const names = [
      'app.20260102T030405-000010.log',
      'app.20260103T030405-000009.log.gz',
      'app.20260102T030405-000011.log.gz.tmp',
      'app.log',
      'app-2.20260102T030405-000001.log',
      'app.20260102T030405-1.txt',
    ];
    expect(rotatedFiles('/l/app.log', names)).toEqual([
      { path: '/l/app.20260103T030405-000009.log.gz', sequence: 9, compressed: true },
      { path: '/l/app.20260102T030405-000010.log', sequence: 10, compressed: false },
    ]);
  });
});

describe('surplus', () => {
  const files = [5, 4, 3, 2].map((size) => ({ size }));

  test.each([
    ['nothing within both limits', 4, 14, 0],
    ['the oldest above the number', 3, 100, 1],
    ['the oldest above the total', 10, 6, 2],
    ['all, when none is to be kept', 0, 100, 4],
    ['all, when the newest is too large', 10, 1, 4],
  ])('is %s', (_what, keep, totalSize, count) => {
    expect(surplus(files, { keep, totalSize })).toEqual(files.slice(0, count));
  });
});
