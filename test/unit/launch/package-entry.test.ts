import { entriesOf } from '../../../packages/daemon/src/launch/package-entry';

test.each<[object, string, 'import' | 'require', string[]]>([
  [{ exports: './a.js' }, '.', 'import', ['./a.js']],
  [{ exports: { import: './a.mjs', require: './a.cjs' } }, '.', 'require', ['./a.cjs']],
  [
    { exports: { '.': { types: './a.d.ts', node: { import: './a.mjs' }, default: './a.js' } } },
    '.',
    'import',
    ['./a.mjs'],
  ],
  [{ exports: { '.': { node: { import: './a.mjs' }, default: './a.js' } } }, '.', 'require', ['./a.js']],
  [{ exports: { './b': ['./b.js', './c.js'] } }, './b', 'require', ['./b.js']],
  [{ exports: { './b': './b.js' }, main: 'a.js' }, '.', 'require', []],
  [{ exports: './a.js' }, './b', 'require', []],
  [{ main: 'lib' }, '.', 'require', ['lib', 'lib.js', 'lib/index.js']],
  [{}, '.', 'require', ['index.js']],
  [{}, './b', 'require', ['./b', './b.js', './b/index.js']],
])('%j, %s, by %s', (manifest, subpath, by, files) => {
  expect(entriesOf(manifest as Record<string, unknown>, subpath, by)).toEqual(files);
});
