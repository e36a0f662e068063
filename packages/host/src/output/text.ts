/** Cutting bytes without understanding them. */

export const NEWLINE = 0x0a;

export const EMPTY: Buffer = Buffer.alloc(0);

/** How many of the bytes end with a whole UTF-8 character. Bytes that are no UTF-8 count as whole. */
export function completeLength(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    return characterLength(byte) > back ? length - back : length;
  }
  return length;
}

function characterLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
