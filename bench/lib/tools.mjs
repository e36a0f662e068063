/** The process managers that are compared, each described by one object: all else is the same for both. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bench = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = join(bench, '..');

/**
 * @typedef {object} Tool
 * @property {string} name
 * @property {string} bin its command, run with this very Node
 * @property {string} manifest its package.json
 * @property {string} homeVariable names its home
 * @property {string[]} pidFiles of its own processes, in the home
 * @property {Record<string, string>} env what else it is run with
 * @property {string} built a file that must exist; else `advice` is given
 * @property {string} advice
 */

/** @type {Record<string, Tool>} */
export const tools = {
  pmx: {
    name: 'pmx',
    bin: join(root, 'bin/pmx'),
    manifest: join(root, 'package.json'),
    homeVariable: 'PMX_HOME',
    pidFiles: ['daemon.pid', 'keeper.pid'],
    env: {},
    built: join(root, 'dist/cli.cjs'),
    advice: 'run `npm run build`',
  },
  pm2: {
    name: 'pm2',
    bin: join(bench, 'node_modules/pm2/bin/pm2'),
    manifest: join(bench, 'node_modules/pm2/package.json'),
    homeVariable: 'PM2_HOME',
    pidFiles: ['pm2.pid'],
    env: { PM2_DISABLE_VERSION_CHECK: 'true' },
    built: join(bench, 'node_modules/pm2/package.json'),
    advice: 'run `npm ci` in bench/',
  },
};

export const versionOf = (tool) => JSON.parse(readFileSync(tool.manifest, 'utf8')).version;

/** Installs what the benchmark compares with, exactly as locked, without running anybody's install script. */
export function installRivals() {
  if (existsSync(tools.pm2.built)) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', args, { cwd: bench, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** @throws {Error} that says how to build it */
export function requireBuilt(tool) {
  if (!existsSync(tool.built)) throw new Error(`${tool.name} is not built: ${tool.advice}`);
}
