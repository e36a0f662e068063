/**
 * What a small system command prints. Throws when it fails.
 *
 * Loaded late: only macOS needs it, and it would cost each command its milliseconds.
 */
export function outputOf(command: string, args: string[]): string {
  const { execFileSync } = require('node:child_process') as typeof import('node:child_process');
  return execFileSync(command, args, {
    encoding: 'latin1',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/bin:/usr/bin:/sbin:/usr/sbin' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
