/** Bundles one TypeScript entry as bin/build.mjs does: node bundle.mjs <entry> <folder> <name>. */
import { builtinModules } from 'node:module';
import { rolldown } from 'rolldown';

const [, , input, dir, name] = process.argv;
const bundle = await rolldown({
  input: { [name]: input },
  platform: 'node',
  external: [/^node:/, ...builtinModules],
  transform: { define: { __PMX_VERSION__: '"0.0.0-test"', 'import.meta': '{}' } },
});
await bundle.write({
  dir,
  format: 'cjs',
  minify: true,
  entryFileNames: '[name].cjs',
  chunkFileNames: `${name}-[name].cjs`,
  exports: 'auto',
});
