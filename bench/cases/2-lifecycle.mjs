/** Start from one config, restart and delete 100 small programs. */
import { Fleet, KINDS } from '../lib/fleet.mjs';
import { withSessions } from '../lib/session.mjs';

const COUNT = 100;
const STEPS = { start: 0.5, restart: 0.2, delete: 0.2 };

export async function run({ tools, rounds }) {
  const rows = [];
  for (const [kind, file] of Object.entries(KINDS)) {
    const samples = Object.fromEntries(Object.keys(STEPS).map((step) => [step, {}]));
    for (let round = 0; round < (rounds ?? 3); round += 1) {
      for (const tool of tools) await measure(tool, file, samples);
    }
    for (const [step, limit] of Object.entries(STEPS)) {
      const what = `${step} ${COUNT} ${kind} programs`;
      rows.push({ what, unit: 'ms', samples: samples[step], against: 'pm2', limit });
    }
  }
  return rows;
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
