/** The app of these tests, in both module systems and both modes. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestHome } from '../support';

export const fixture = (name: string): string => join(__dirname, 'fixtures', name);

export const MODES: [string, string[]][] = [
  ['fork', []],
  ['cluster', ['-i', '1']],
];

/** What the app has printed, all its processes included. */
export async function output(home: TestHome, stream: 'out' | 'err' = 'out'): Promise<string> {
  const { pm2_env } = await home.app('app');
  return readFileSync(stream === 'out' ? pm2_env.pm_out_log_path : pm2_env.pm_err_log_path, 'utf8');
}
