/** What the tool's own processes take while 100 programs idle. */
import { attempt } from '../lib/attempt.mjs';
import { Fleet, KINDS } from '../lib/fleet.mjs';
import { sleep } from '../lib/measure.mjs';
import { cpuTime, privateMemory } from '../lib/processes.mjs';
import { withSessions } from '../lib/session.mjs';

const COUNT = 100;
const SETTLE = 10_000;
const WATCHED = 20_000;

export async function run({ tools, rounds }) {
  const rows = [];
  for (const [kind, file] of Object.entries(KINDS)) {
    rows.push(
      ...(await attempt(`idle with ${kind} programs`, () => compare(tools, kind, file, rounds ?? 1))),
    );
  }
  return rows;
}

async function compare(tools, kind, file, rounds) {
  const samples = { memory: {}, cpu: {} };
  for (let round = 0; round < rounds; round += 1) {
    await withSessions(tools, (sessions) => measure(sessions, file, samples));
  }
  const common = { against: 'pm2', limit: 1 };
  const cpu = `CPU in ${WATCHED / 1000} s idle, ${COUNT} ${kind} programs`;
  return [
    { what: `private memory, ${COUNT} ${kind} programs`, unit: 'MB', samples: samples.memory, ...common },
    { what: cpu, unit: 'ms', samples: samples.cpu, ...common },
  ];
}

/** Both idle side by side: CPU time and private memory are those of each process. */
async function measure(sessions, file, samples) {
  const list = Object.entries(sessions);
  for (const [, session] of list) await new Fleet(session, file, COUNT).start();
  await sleep(SETTLE);
  const before = list.map(([, session]) => cpuOf(session));
  for (const [name, session] of list)
    push(samples.memory, name, sum(session.managers().map(privateMemory)) / 2 ** 20);
  await sleep(WATCHED);
  list.forEach(([name, session], index) => {
    push(samples.cpu, name, cpuOf(session) - before[index]);
  });
}

const cpuOf = (session) => sum(session.managers().map(cpuTime));

const sum = (values) => values.reduce((total, value) => total + value, 0);

function push(samples, name, value) {
  samples[name] ??= [];
  samples[name].push(value);
}
