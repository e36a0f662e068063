import { encodeFrame, FrameDecoder, MAX_DEPTH } from '@pmx/protocol';

const bytes = (text: string): Buffer => Buffer.from(text);

test('a message in single bytes', () => {
  const decoder = new FrameDecoder();
  const message = { text: 'ä€😀'.repeat(2_000), list: [1, { two: 2 }] };
  const found: unknown[] = [];
  for (const byte of bytes(encodeFrame(message))) found.push(...decoder.push(Buffer.of(byte)));
  expect(found).toEqual([message]);
});

test('several messages, cut anywhere', () => {
  const all = bytes(['a', { b: 1 }, [2]].map(encodeFrame).join(''));
  for (let cut = 0; cut <= all.length; cut += 1) {
    const decoder = new FrameDecoder();
    expect([...decoder.push(all.subarray(0, cut)), ...decoder.push(all.subarray(cut))]).toEqual([
      'a',
      { b: 1 },
      [2],
    ]);
  }
});

test('a line without an end is refused at the limit', () => {
  const decoder = new FrameDecoder(1_000);
  decoder.push(Buffer.alloc(1_000, 'x'));
  expect(() => decoder.push(bytes('x'))).toThrow('larger than 1000 bytes');
});

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}\n`;

test('what is nested too deep is refused before it is parsed', () => {
  expect(new FrameDecoder().push(bytes(nested(MAX_DEPTH)))).toHaveLength(1);
  expect(() => new FrameDecoder().push(bytes(nested(MAX_DEPTH + 1)))).toThrow('nested');
  expect(() => new FrameDecoder().push(bytes(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}\n`))).toThrow(
    'nested',
  );
});

test.each([
  ['brackets in text', JSON.stringify('['.repeat(5_000))],
  ['quotes in text', JSON.stringify(`${'\\"[{'.repeat(2_000)}\\`)],
  ['many side by side', JSON.stringify(Array.from({ length: 5_000 }, () => [{}]))],
])('%s are not deep', (_name, text) => {
  expect(new FrameDecoder().push(bytes(`${text}\n`))).toEqual([JSON.parse(text)]);
});
