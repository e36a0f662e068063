/** Tells by its first bytes how a system would execute a file. Pure. */

export type Format =
  /** Begins with `#!`; `interpreter` is the path after it. */
  | { kind: 'shebang'; interpreter: string }
  | { kind: 'binary' }
  /** No `#!`: a shell runs it as commands of its own. */
  | { kind: 'text' }
  | { kind: 'unknown' };

/** ELF; Mach-O of 32 and 64 bits in both byte orders, and universal. */
const MAGIC = new Set([0x7f454c46, 0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe]);

/** @param head the first bytes of the file; 256 are enough */
export function formatOf(head: Uint8Array): Format {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length >= 4 && MAGIC.has(bytes.readUInt32BE(0))) return { kind: 'binary' };
  if (bytes.subarray(0, 2).toString('latin1') === '#!') return shebangOf(bytes);
  return bytes.includes(0) ? { kind: 'unknown' } : { kind: 'text' };
}

/** A carriage return belongs to the name, as it does for the system: that is what breaks files written on Windows. */
function shebangOf(bytes: Buffer): Format {
  const [line = ''] = bytes.subarray(2).toString('utf8').split('\n', 1);
  return { kind: 'shebang', interpreter: line.replace(/^[ \t]+/, '').split(/[ \t]/, 1)[0] ?? '' };
}
