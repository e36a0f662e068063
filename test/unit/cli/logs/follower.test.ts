import {
  appendFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FileFollower } from '../../../../packages/cli/src/logs/follower';
import { asFile, numbered, texts, until, useTempDir } from './support';

const dir = useTempDir();
const log = () => join(dir(), 'api-out.log');
const rotatedPath = (second: number) =>
  join(dir(), `api-out.20250101T0000${String(second).padStart(2, '0')}-1.log`);

let shown: { text: string; live: boolean }[] = [];
let follower: FileFollower;

beforeEach(() => {
  shown = [];
  follower = new FileFollower(log(), async (lines, live) => {
    for (const text of texts(lines)) shown.push({ text, live });
  });
});
afterEach(() => follower.close());

const shownTexts = () => shown.map(({ text }) => text);
const append = (from: number, to: number) => appendFileSync(log(), asFile(numbered(from, to)));

/** As the keeper does: rename, and a new file; compressed some time later. */
function rotate(second: number): void {
  renameSync(log(), rotatedPath(second));
  writeFileSync(log(), '');
}

function compress(second: number): void {
  const path = rotatedPath(second);
  renameSync(path, `${path}.tmp`);
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(`${path}.tmp`)));
  rmSync(`${path}.tmp`);
}

function removeFirst(): void {
  compress(2);
  compress(3);
  rmSync(rotatedPath(1));
}

describe('the past of a log', () => {
  test('the last lines, then what comes', async () => {
    append(1, 20);
    await follower.begin(3);
    append(21, 22);
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(18, 22));
    expect(shown.map(({ live }) => live)).toEqual([false, false, false, true, true]);
  });

  test('goes on into rotated files, compressed or not', async () => {
    append(1, 10);
    rotate(1);
    compress(1);
    append(11, 20);
    rotate(2);
    append(21, 22);
    await follower.begin(15);
    expect(shownTexts()).toEqual(numbered(8, 22));
  });

  test('an unfinished line is shown whole when it ends', async () => {
    appendFileSync(log(), 'one\ntw');
    await follower.begin(2);
    expect(shownTexts()).toEqual(['one']);
    appendFileSync(log(), 'o\n');
    await follower.catchUp();
    expect(shownTexts()).toEqual(['one', 'two']);
  });

  test('a file younger than the session is shown from its beginning', async () => {
    append(1, 50);
    await follower.begin(3, statSync(log()).birthtimeMs - 1);
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(1, 50));
  });
});

describe('following a log', () => {
  test('a file that comes into being later', async () => {
    await follower.begin(15);
    await follower.catchUp();
    append(1, 3);
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(1, 3));
  });

  test('across a rotation, with lines before and after it unread', async () => {
    append(1, 2);
    await follower.begin(15);
    append(3, 5);
    rotate(1);
    append(6, 8);
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(1, 8));
  });

  test.each([
    ['plain', () => {}],
    ['compressed', () => [1, 2, 3].forEach(compress)],
    ['the first of them removed', () => rmSync(rotatedPath(1))],
    ['compressed, the first of them removed', removeFirst],
  ])('across several rotations that nobody looked at: %s', async (_what, meanwhile) => {
    append(1, 2);
    await follower.begin(15);
    append(3, 5);
    rotate(1);
    append(6, 12);
    rotate(2);
    append(13, 14);
    rotate(3);
    append(15, 16);
    meanwhile();
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(1, 16));
  });

  test('rotated files that were there before are not shown again', async () => {
    append(1, 5);
    rotate(1);
    append(6, 7);
    await follower.begin(2);
    rotate(2);
    append(8, 9);
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(6, 9));
  });

  test('100 rotations, read now and then: no gap, no repeat', async () => {
    await follower.begin(0);
    for (let round = 0; round < 100; round += 1) {
      append(round * 3 + 1, round * 3 + 3);
      const name = `api-out.20250101T000000-${round + 1}.log`;
      renameSync(log(), join(dir(), name));
      writeFileSync(log(), '');
      if (round % 7 === 0) await follower.catchUp();
    }
    append(301, 303);
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(1, 303));
  });

  test('a foreign logrotate: the writer goes on in the old file until it is told', async () => {
    append(1, 2);
    await follower.begin(15);
    renameSync(log(), `${log()}.1`);
    writeFileSync(log(), '');
    await follower.catchUp();
    appendFileSync(`${log()}.1`, asFile(numbered(3, 4)));
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(1, 4));
    append(5, 6);
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(1, 6));
  });

  test('a file that is emptied goes on from its beginning', async () => {
    append(1, 5);
    await follower.begin(15);
    truncateSync(log(), 0);
    append(6, 7);
    await follower.catchUp();
    expect(shownTexts()).toEqual(numbered(1, 7));
  });

  test('a partial line is held until it is asked for', async () => {
    await follower.begin(15);
    appendFileSync(log(), 'name: ');
    await follower.catchUp();
    expect(shownTexts()).toEqual([]);
    expect(follower.holdsPartialLine).toBe(true);
    await follower.flush();
    expect(shownTexts()).toEqual(['name: ']);
  });

  test('while the reader does not take a line, nothing more is read', async () => {
    const waiting: (() => void)[] = [];
    const slow = new FileFollower(log(), () => new Promise((resolve) => waiting.push(resolve)));
    await slow.begin(15);
    appendFileSync(log(), `${'x'.repeat(99)}\n`.repeat(100_000));
    const done = slow.catchUp();
    await until(() => waiting.length > 0);
    // Were there another read on its way, it would be through after these.
    for (let turn = 0; turn < 50; turn += 1) await stat(log());
    expect(waiting).toHaveLength(1);
    await slow.close();
    waiting[0]?.();
    await done;
  });
});
