/** `pmx init` writes configs that work. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e } from '../support';

const VARIANTS: [file: string, args: string[]][] = [
  ['ecosystem.config.js', []],
  ['ecosystem.config.js', ['simple']],
  ['ecosystem.config.mjs', ['--esm']],
  ['ecosystem.config.ts', ['--ts']],
  ['ecosystem.yaml', ['--yaml']],
];

for (const [file, args] of VARIANTS) {
  e2e(`init ${args.join(' ')} writes ${file}, which starts`, async (home) => {
    home.write('app.js', 'setInterval(() => {}, 1e6)');
    expect(await home.ok(['init', ...args])).toContain(file);
    await home.ok(['start', file]);
    expect((await home.app('app')).pm2_env.status).toBe('online');
  });
}

e2e('a package of ES modules gets a .cjs, also from a folder further down', async (home) => {
  home.write('package.json', { type: 'module' });
  home.write('deep/er/app.js', 'setInterval(() => {}, 1e6)');
  const cwd = join(home.work, 'deep/er');
  await home.ok(['ecosystem'], { cwd });
  expect(existsSync(join(cwd, 'ecosystem.config.cjs'))).toBe(true);
  await home.ok(['start', 'ecosystem.config.cjs'], { cwd });
});

e2e('a file that exists is kept, unless forced', async (home) => {
  const file = home.write('ecosystem.config.js', 'mine');
  expect(await home.fails(['init'])).toContain(file);
  expect(readFileSync(file, 'utf8')).toBe('mine');
  await home.ok(['init', '--force']);
  expect(readFileSync(file, 'utf8')).toContain('module.exports');
  expect(await home.fails(['init', 'nonsense'])).toContain('nonsense');
});
