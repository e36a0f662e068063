/** What the Linux kernel tells each program at its start (getauxval(3)); otherwise it takes a command to know it. */

import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

const ENTRIES = {
  /** Bytes of a page of memory: 4,096, on some ARM machines 16,384 or 65,536. */
  pageSize: { type: 6, usual: 4_096 },
  /** Ticks a second in which the kernel tells processor time. */
  clockTicks: { type: 17, usual: 100 },
};

let known: ReadonlyMap<number, number> | null = null;

/** @returns the usual value where the system keeps it to itself */
export function auxiliaryValue(name: keyof typeof ENTRIES): number {
  known ??= readVector();
  const { type, usual } = ENTRIES[name];
  return known.get(type) ?? usual;
}

function readVector(): ReadonlyMap<number, number> {
  const wordBytes = process.arch === 'arm' || process.arch === 'ia32' ? 4 : 8;
  try {
    return parseVector(readFileSync('/proc/self/auxv'), wordBytes, endianness());
  } catch {
    return new Map();
  }
}

/** Pairs of words, a type and a value, up to type 0. */
export function parseVector(
  bytes: Uint8Array,
  wordBytes: 4 | 8,
  order: 'LE' | 'BE',
): ReadonlyMap<number, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): number =>
    wordBytes === 4 ? view.getUint32(at, order === 'LE') : Number(view.getBigUint64(at, order === 'LE'));
  const values = new Map<number, number>();
  for (let at = 0; at + 2 * wordBytes <= bytes.length; at += 2 * wordBytes) {
    const type = word(at);
    if (type === 0) break;
    values.set(type, word(at + wordBytes));
  }
  return values;
}
