/** Start from one config, restart and delete 100 small programs. */
import { attempt } from '../lib/attempt.mjs';
import { Fleet, KINDS } from '../lib/fleet.mjs';
import { withSessions } from '../lib/session.mjs';

const COUNT = 100;
const STEPS = { start: 0.5, restart: 0.2, delete: 0.2 };

export async function run({ tools, rounds }) {
  const rows = [];
  for (const [kind, file] of Object.entries(KINDS)) {
    rows.push(
      ...(await attempt(`lifecycle of ${kind} programs`, () => compare(tools, kind, file, rounds ?? 3))),
    );
  }
  return rows;
}

async function compare(tools, kind, file, rounds) {
  const samples = Object.fromEntries(Object.keys(STEPS).map((step) => [step, {}]));
  for (let round = 0; round < rounds; round += 1) {
    for (const tool of tools) await measure(tool, file, samples);
  }
  return Object.entries(STEPS).map(([step, limit]) => {
    const what = `${step} ${COUNT} ${kind} programs`;
    return { what, unit: 'ms', samples: samples[step], against: 'pm2', limit };
  });
}

/** Each tool alone: what one leaves running would slow the other. */
const measure = (tool, file, samples) =>
  withSessions([tool], async (sessions) => {
    const fleet = new Fleet(sessions[tool.name], file, COUNT);
    for (const step of Object.keys(STEPS)) {
      samples[step][tool.name] ??= [];
      samples[step][tool.name].push(await fleet[step]());
    }
  });
