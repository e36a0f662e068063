/** SIGKILL of a stable program until the first line of its successor has run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../lib/fleet.mjs';
import { inTurn, now, until } from '../lib/measure.mjs';
import { withSessions } from '../lib/session.mjs';

/** Milliseconds of a run before the kill; both tools call one of a second stable. */
const STABLE = 1300;

export const run = ({ tools, rounds }) =>
  withSessions(tools, async (sessions) => {
    const actions = {};
    for (const [name, session] of Object.entries(sessions)) actions[name] = await killer(session);
    const samples = await inTurn(rounds ?? 15, actions);
    return [
      {
        what: 'SIGKILL of a Node program → its successor runs',
        unit: 'ms',
        samples,
        against: 'pm2',
        limit: 0.6,
      },
    ];
  });

/** A function that kills the program once and gives the milliseconds until the next one ran. */
async function killer(session) {
  const announced = join(session.home, 'announced');
  writeFileSync(announced, '');
  await session.run(
    'start',
    session.config([{ name: 'phoenix', script: program('phoenix.js'), env: { ANNOUNCE: announced } }]),
  );
  const latest = () => parse(readFileSync(announced, 'utf8'));
  return async () => {
    const victim = await until(latest, 'the program');
    await until(() => now() - victim.at > STABLE, 'a stable run');
    const killed = now();
    process.kill(victim.pid, 'SIGKILL');
    const successor = await until(() => {
      const other = latest();
      return other.pid !== victim.pid && other;
    }, 'the successor');
    session.see(successor.pid);
    return successor.at - killed;
  };
}

function parse(text) {
  const line = text.trimEnd().split('\n').at(-1);
  if (!line || !text.endsWith('\n')) return null;
  const [pid, at] = line.split(' ').map(Number);
  return { pid, at };
}
