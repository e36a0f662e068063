/** Whether the machine itself goes down: then no app can be kept, and each should end in good order. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Milliseconds. */
const DEADLINE = 2_000;

export function isMachineEnding(env: Readonly<Record<string, string>>): Promise<boolean> {
  if (existsSync('/run/openrc/rc.stopping')) return Promise.resolve(true);
  if (!existsSync('/run/systemd/system')) return Promise.resolve(false);
  return new Promise((resolve) => {
    // It exits with 1 for every state but `running`.
    execFile('systemctl', ['is-system-running'], { env, timeout: DEADLINE }, (_error, state) =>
      resolve(state.trim() === 'stopping'),
    );
  });
}
