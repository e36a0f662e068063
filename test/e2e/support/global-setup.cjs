/** Builds dist/ once before the end-to-end tests when a source is newer than it. */
const { execFileSync } = require('node:child_process');
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '../../..');
const build = join(root, 'bin/build.mjs');

const filesIn = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

const timesOf = (files) => files.map((file) => statSync(file).mtimeMs);

function sources() {
  const packages = readdirSync(join(root, 'packages'));
  return [build, ...packages.flatMap((name) => filesIn(join(root, 'packages', name, 'src')))];
}

/** What a build that went through leaves; one that failed half-way looks fresh otherwise. */
const processes = ['cli', 'daemon', 'keeper', 'agent'].map((name) => join(root, 'dist', `${name}.cjs`));

const isStale = () =>
  !processes.every(existsSync) || Math.min(...timesOf(processes)) < Math.max(...timesOf(sources()));

module.exports = async () => {
  if (isStale()) execFileSync(process.execPath, [build], { cwd: root, stdio: 'inherit' });
};
