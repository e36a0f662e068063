#!/usr/bin/env node
/**
 * Bundles what ships into dist/: one file per process, and a chunk for each library that is loaded only where needed.
 *
 * `--out DIR --version X [--protocol N]`: another version of pmx, in a folder of its own, for tests of updates.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: { out: { type: 'string' }, version: { type: 'string' }, protocol: { type: 'string' } },
});
const { version } = { ...JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), ...options };
const protocol = options.protocol && { __PMX_PROTOCOL__: options.protocol };
const dist = options.out ?? join(root, 'dist');

/** The processes of pmx, by the name of their file in dist/. */
const mains = {
  cli: 'packages/cli/src/main.ts',
  'config-worker': 'packages/cli/src/config/worker.ts',
  daemon: 'packages/daemon/src/main.ts',
  keeper: 'packages/host/src/main.ts',
  primary: 'packages/host/src/primary/main.ts',
  agent: 'packages/agent/src/main.ts',
  // No process: what `require('pmx')` gives to programs.
  client: 'packages/client/src/main.ts',
};

/** They load files of their own at run time (jiti), or are written in a way that no bundler parses (blessed). */
const external = [/^node:/, ...builtinModules, 'jiti', /^blessed/];

/** Built beside dist/ and put in its place at the end: a build that fails, or a pmx that runs meanwhile, finds it whole. */
const fresh = mkdtempSync(`${dist}.new-`);
process.on('exit', () => rmSync(fresh, { recursive: true, force: true }));

for (const [name, input] of Object.entries(mains)) {
  const bundle = await rolldown({
    input: { [name]: join(root, input) },
    platform: 'node',
    external,
    // Its CommonJS build is UMD, whose requires no bundler can follow.
    resolve: { alias: { 'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js') } },
    // Of yargs only the parser is used; its tables of character widths would cost 20 ms at each start.
    treeshake: { moduleSideEffects: (id) => !/node_modules\/(yargs\/|cliui|y18n)/.test(id) },
    transform: { define: { __PMX_VERSION__: JSON.stringify(version), ...protocol } },
  });
  await bundle.write({
    dir: fresh,
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: `${name}-[name].cjs`,
    exports: 'auto',
  });
}

// Apps of other users load the agent from here.
chmodSync(fresh, 0o755);
const old = `${fresh}.old`;
if (existsSync(dist)) renameSync(dist, old);
renameSync(fresh, dist);
rmSync(old, { recursive: true, force: true });
if (options.out) process.exit();

/** `@pmx/agent`, for apps: one implementation in CommonJS, so that an app that loads it both ways still has one of it. */
const agentPackage = join(root, 'packages/agent');
const api = await rolldown({ input: join(agentPackage, 'src/api/main.ts'), platform: 'node', external });
await api.write({ file: join(agentPackage, 'dist/index.cjs'), format: 'cjs', exports: 'named' });
writeFileSync(
  join(agentPackage, 'dist/index.mjs'),
  "export { action, counter, histogram, isDraining, meter, metric, onDrain, onShutdown, ready } from './index.cjs';\n",
);
for (const types of ['index.d.cts', 'index.d.mts']) {
  copyFileSync(join(agentPackage, 'src/api/public.d.ts'), join(agentPackage, 'dist', types));
}
