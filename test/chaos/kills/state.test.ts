/** SIGKILL in the middle of state writes: the file is the old one or the new one (invariant 5). */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readSnapshot } from '../../../packages/daemon/src/store/files';
import { bundle } from '../../e2e/host/support/keeper-harness';
import { castDice, tell } from '../support/dice';
import { extent, patience } from '../support/extent';
import { someTime } from '../support/killer';

const KILLS = extent(60, 500);
/** Milliseconds: some writes, wherever in one of them it ends. */
const SPAN = 20;

/** @returns the number of the last state that was said to be on disk */
async function writeUntilKilled(
  program: string,
  path: string,
  first: number,
  wait: () => Promise<void>,
): Promise<number> {
  const child = spawn(process.execPath, [program, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = -1;
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    last = Number(line);
  });
  const closed = Promise.all([once(child, 'close'), once(lines, 'close')]);
  try {
    await once(lines, 'line');
    await wait();
  } finally {
    child.kill('SIGKILL');
    await closed;
  }
  return last;
}

test(
  `SIGKILL during ${KILLS} state writes: the state parses, and is the old or the new one`,
  async () => {
    const dice = castDice();
    const dir = mkdtempSync(join(tmpdir(), 'pmx-chaos-'));
    const path = join(dir, 'state.json');
    try {
      const program = bundle('test/chaos/support/state-writer.ts', join(dir, 'bin'), 'writer');
      let next = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const told = await writeUntilKilled(program, path, next, () => someTime(dice, SPAN));
        const { snapshot, warnings } = readSnapshot(path, 0);
        expect(warnings).toEqual([]);
        const number = Number(snapshot?.environments.number?.number);
        expect([told, told + 1]).toContain(number);
        next = number + 1;
      }
      tell(`${KILLS} kills, ${next} states written`);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
  patience(KILLS / 10),
);
