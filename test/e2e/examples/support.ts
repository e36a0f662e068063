/** The examples of the repository, as a reader of it runs them. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, type TestHome } from '../support';

export const example = (path: string): string => join(root, 'examples', path);

/** What an app has printed, all its instances and their processes included. */
export async function output(home: TestHome, name: string): Promise<string> {
  const files = (await home.instances(name)).map(({ pm2_env }) => pm2_env.pm_out_log_path);
  const written = [...new Set(files)].filter(existsSync);
  return written.map((file) => readFileSync(file, 'utf8')).join('');
}

export const statuses = async (home: TestHome): Promise<string[]> =>
  (await home.list()).map(({ name, pm2_env }) => `${name} ${pm2_env.status}`);
