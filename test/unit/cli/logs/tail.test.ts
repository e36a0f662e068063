import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { findTailStart } from '../../../../packages/cli/src/logs/tail';
import { asFile, numbered, useTempDir } from './support';

const dir = useTempDir();

async function tailOf(content: string, lines: number, limit?: number) {
  const path = join(dir(), 'app.log');
  writeFileSync(path, content);
  const file = await open(path);
  try {
    const { offset, lines: found } = await findTailStart(file, Buffer.byteLength(content), lines, limit);
    return { text: content.slice(offset), found };
  } finally {
    await file.close();
  }
}

describe('the last lines of a file', () => {
  test.each([
    ['an empty file', '', 3, '', 0],
    ['fewer lines than asked for', 'a\nb\n', 3, 'a\nb\n', 2],
    ['as many', 'a\nb\nc\n', 3, 'a\nb\nc\n', 3],
    ['more', 'a\nb\nc\nd\n', 3, 'b\nc\nd\n', 3],
    ['an unfinished line counts', 'a\nb\nc', 2, 'b\nc', 2],
    ['a single unfinished line', 'abc', 1, 'abc', 1],
    ['empty lines count', 'a\n\n\n', 2, '\n\n', 2],
    ['none asked for', 'a\nb', 0, '', 0],
  ])('%s', async (_what, content, lines, text, found) => {
    expect(await tailOf(content, lines)).toEqual({ text, found });
  });

  test('lines of 200 KB, over many blocks', async () => {
    const lines = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(200_000));
    expect((await tailOf(asFile(lines), 3)).text).toBe(asFile(lines.slice(1)));
  });

  test.each([65_535, 65_536, 65_537])('a newline at byte %i, where blocks meet', async (size) => {
    const content = `first\n${'x'.repeat(size - 1)}\n`;
    expect((await tailOf(content, 1)).text).toBe(content.slice(6));
    expect((await tailOf(content, 2)).text).toBe(content);
  });

  test('no more than the limit is shown, in whole lines', async () => {
    const { text } = await tailOf(asFile(numbered(1, 10_000)), 9_000, 1_000);
    expect(text.length).toBeLessThanOrEqual(1_000);
    expect(text).toBe(asFile(numbered(10_000 - text.split('\n').length + 2, 10_000)));
  });
});
