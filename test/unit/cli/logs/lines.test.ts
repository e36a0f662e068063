import { LineSplitter } from '../../../../packages/cli/src/logs/lines';
import { texts } from './support';

describe('cutting bytes into lines', () => {
  test('a line is given out when its end is seen, however it comes', () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.from('on'))).toEqual([]);
    expect(texts(splitter.push(Buffer.from('e\ntwo\n\nthr')))).toEqual(['one', 'two', '']);
    expect(texts(splitter.push(Buffer.from('ee\n')))).toEqual(['three']);
    expect(splitter.holds).toBe(0);
  });

  test('an unfinished line is given out on demand, and its end later', () => {
    const splitter = new LineSplitter();
    splitter.push(Buffer.from('name: '));
    expect(splitter.flush()).toMatchObject([{ ended: false, continues: false }]);
    expect(splitter.flush()).toEqual([]);
    expect(splitter.push(Buffer.from('Ann\nnext\n'))).toMatchObject([
      { bytes: Buffer.from('Ann'), ended: true, continues: true },
      { bytes: Buffer.from('next'), ended: true, continues: false },
    ]);
  });

  test('a character is not cut in two', () => {
    const splitter = new LineSplitter();
    const rocket = Buffer.from('🚀');
    splitter.push(Buffer.concat([Buffer.from('a'), rocket.subarray(0, 2)]));
    expect(texts(splitter.flush())).toEqual(['a']);
    expect(texts(splitter.push(Buffer.concat([rocket.subarray(2), Buffer.from('\n')])))).toEqual(['🚀']);
  });

  test('no more than the limit is held', () => {
    const splitter = new LineSplitter(1000);
    let given = 0;
    for (let index = 0; index < 100; index += 1) {
      for (const { bytes } of splitter.push(Buffer.alloc(100, 'x'))) given += bytes.length;
      expect(splitter.holds).toBeLessThanOrEqual(1000);
    }
    expect(given + splitter.holds).toBe(10_000);
  });
});
