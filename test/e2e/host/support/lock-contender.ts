/** Takes a lock again and again, and fails loudly when it is not alone: <folder> <rounds> <die: 0 or 1>. */

import { closeSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock, type Lock } from '@pmx/system';

const [, , dir, rounds, die] = process.argv as [string, string, string, string, string];

function tryLock(): Lock | null {
  try {
    return acquireLock(dir, 'contended');
  } catch (error) {
    if ((error as { code: string }).code === 'PMX_ERR_LOCKED') return null;
    throw error;
  }
}

/** Two at once can't both make the file. */
function criticalSection(): void {
  const file = join(dir, 'inside');
  closeSync(openSync(file, 'wx'));
  unlinkSync(file);
}

for (let done = 0; done < Number(rounds); ) {
  const lock = tryLock();
  if (lock === null) continue;
  criticalSection();
  done += 1;
  if (done === Number(rounds) && die === '1') process.kill(process.pid, 'SIGKILL');
  lock.release();
}
