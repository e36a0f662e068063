/** Rotated files: `NAME.<YYYYMMDDTHHMMSS>-<seq>.log`, and the same with `.gz`, beside the log file. */

import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Line, LineSplitter } from './lines';
import { findTailStart, MAX_TAIL_BYTES } from './tail';

export interface RotatedFile {
  /** Names the rotation, whether its file is compressed by now or not. */
  key: string;
  path: string;
  compressed: boolean;
}

/** The rotated files of a log, oldest first. While one is being compressed, only its whole form is listed. */
export async function listRotated(logPath: string): Promise<RotatedFile[]> {
  const folder = dirname(logPath);
  const names = await readdir(folder).catch(() => []);
  const pattern = rotatedName(basename(logPath));
  const files = new Map<string, RotatedFile>();
  for (const name of names) {
    const [, time, sequence, gz] = pattern.exec(name) ?? [];
    if (time === undefined || sequence === undefined) continue;
    // The keeper counts up; the clock may be set back.
    const key = `${sequence.padStart(12, '0')}-${time}`;
    const file = { key, path: join(folder, name), compressed: gz !== undefined };
    if (!file.compressed || !files.has(key)) files.set(key, file);
  }
  return [...files.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function rotatedName(base: string): RegExp {
  const extension = extname(base);
  const stem = base.slice(0, base.length - extension.length);
  return new RegExp(`^${literal(stem)}\\.(\\d{8}T\\d{6})-(\\d+)${literal(extension)}(\\.gz)?$`);
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * The bytes of a rotated file from `offset`, uncompressed. One that is being compressed or removed just now is found,
 * or skipped; of a broken one there is what can be read.
 */
export async function* readRotated(file: RotatedFile, offset = 0): AsyncGenerator<Buffer> {
  const opened = await openRotated(file);
  if (opened === null) return;
  const source = createReadStream('', { fd: opened.file, start: opened.compressed ? 0 : offset });
  try {
    yield* opened.compressed ? pipeline(source, createGunzip(), () => {}) : source;
  } catch {
    // Nobody can mend it, and the lines after it are waiting.
  }
}

/** null: it is gone. */
async function openRotated({
  path,
  compressed,
}: RotatedFile): Promise<{ file: FileHandle; compressed: boolean } | null> {
  const paths = compressed ? [path] : [path, `${path}.gz`];
  for (const candidate of paths) {
    const file = await open(candidate).catch(() => null);
    if (file) return { file, compressed: candidate.endsWith('.gz') };
  }
  return null;
}

/** The last lines over all rotated files of a log, oldest first. */
export async function tailOfRotated(logPath: string, count: number): Promise<Line[]> {
  let lines: Line[] = [];
  let room = MAX_TAIL_BYTES;
  for (const file of (await listRotated(logPath)).reverse()) {
    if (lines.length >= count || room <= 0) break;
    const older = await lastLines(file, count - lines.length, room);
    lines = [...older, ...lines];
    room -= sizeOf(older);
  }
  return lines;
}

async function lastLines(file: RotatedFile, count: number, room: number): Promise<Line[]> {
  const splitter = new LineSplitter();
  let last: Line[] = [];
  for await (const chunk of readRotated(file, await startOf(file, count, room))) {
    last.push(...splitter.push(chunk));
    if (last.length > 2 * count || sizeOf(last) > 2 * room) last = fitting(last, count, room);
  }
  last.push(...splitter.flush());
  return fitting(last, count, room);
}

/** Compressed files can only be read from the front. */
async function startOf(file: RotatedFile, count: number, room: number): Promise<number> {
  if (file.compressed) return 0;
  const handle = await open(file.path).catch(() => null);
  if (handle === null) return 0;
  try {
    return (await findTailStart(handle, (await handle.stat()).size, count, room)).offset;
  } finally {
    await handle.close();
  }
}

/** At most `count` of the last lines, and of these as many as fit into `room` bytes. */
function fitting(lines: Line[], count: number, room: number): Line[] {
  let first = lines.length;
  let bytes = 0;
  while (first > 0 && lines.length - first < count) {
    bytes += lines[first - 1]?.bytes.length ?? 0;
    if (bytes > room) break;
    first -= 1;
  }
  return lines.slice(first);
}

const sizeOf = (lines: Line[]): number => lines.reduce((sum, { bytes }) => sum + bytes.length, 0);
