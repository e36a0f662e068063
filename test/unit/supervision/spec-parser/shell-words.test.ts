import { splitWords } from '../../../../packages/supervision/src';

test.each<[line: string, words: string[] | undefined]>([
  ['', []],
  ['  \t\n ', []],
  ['a  b\tc\nd', ['a', 'b', 'c', 'd']],
  [' a ', ['a']],
  [`'a b' "c d"`, ['a b', 'c d']],
  [`a'b'"c"d`, ['abcd']],
  [`'' ""`, ['', '']],
  [`--msg="it's"`, ["--msg=it's"]],
  [`'a\\b'`, ['a\\b']],
  [`"a\\"b\\\\c\\$d\\\`e\\n"`, ['a"b\\c$d`e\\n']],
  ['a\\ b \\"', ['a b', '"']],
  ['$HOME * ~', ['$HOME', '*', '~']],
  ["'open", undefined],
  ['"open', undefined],
  ['"open\\"', undefined],
  ['end\\', undefined],
])('%j', (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

test('a long line takes no long time', () => {
  expect(splitWords(`"${'\\"'.repeat(50_000)}"`)).toEqual(['"'.repeat(50_000)]);
  expect(splitWords(`"${'a'.repeat(100_000)}`)).toBeUndefined();
});
