/** Writes one state after the other, and tells the number of each when it is on disk. Ended by SIGKILL. */

import { writeSync } from 'node:fs';
import { writeSnapshot } from '../../../packages/daemon/src/store/files';
import type { Snapshot } from '../../../packages/daemon/src/store/snapshot';

const [, , path = '', first = '0'] = process.argv;
const filler = 'x'.repeat(20_000);

for (let number = Number(first); ; number++) {
  const environments = { number: { number: String(number), filler } };
  const snapshot: Snapshot = { version: 1, boot: null, concluded: false, environments, apps: [] };
  writeSnapshot(path, snapshot, true);
  writeSync(1, `${number}\n`);
}
