/** 1,000,000 lines until all of them are in the file. */
import { spawn } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program as source } from '../lib/fleet.mjs';
import { inTurn, now, until } from '../lib/measure.mjs';
import { endAll, identify } from '../lib/processes.mjs';
import { Session } from '../lib/session.mjs';

const LINES = 1_000_000;
const LINE_BYTES = 52;
const STRAIGHT = 'node app.js > file';

export async function run({ tools, rounds }) {
  const actions = { [STRAIGHT]: () => inFolder((folder) => measure(folder, straight)) };
  for (const tool of tools)
    actions[tool.name] = () => inFolder((folder) => measure(folder, managed(tool, { max_log_size: 0 })));
  const pmx = tools.find(({ name }) => name === 'pmx');
  if (pmx)
    actions.rotated = () => inFolder((folder) => measure(folder, managed(pmx, { log_compress: false })));
  const { rotated, ...samples } = await inTurn(rounds ?? 5, actions);
  const common = { unit: 'ms', against: STRAIGHT };
  const rows = [{ what: '1,000,000 lines until all are in the file', ...common, samples, limit: 1.15 }];
  if (rotated) {
    const what = 'the same, rotated at 10 MB';
    rows.push({ what, ...common, samples: { ...samples, pmx: rotated, pm2: [] }, limit: null });
  }
  return rows;
}

async function inFolder(action) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-lines-'));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds from the signal to begin until the last byte is in the folder. */
async function measure(folder, launch) {
  const announced = join(folder, '..', `${folder.split('/').at(-1)}.pid`);
  const end = await launch(folder, { ANNOUNCE: announced, LINES: String(LINES) });
  let program = null;
  try {
    const pid = await until(() => pidIn(announced), 'the program');
    program = identify(pid);
    const begin = now();
    process.kill(pid, 'SIGUSR2');
    await until(() => bytesIn(folder) >= LINES * LINE_BYTES, 'all lines', { deadline: 120_000 });
    const time = now() - begin;
    await verify(folder);
    return time;
  } finally {
    rmSync(announced, { force: true });
    await end();
    if (program) await endAll([program]);
  }
}

async function straight(folder, env) {
  const file = openSync(join(folder, 'out.log'), 'a');
  const child = spawn(process.execPath, [source('writer.js')], {
    env: { ...process.env, ...env },
    stdio: ['ignore', file, 'inherit'],
  });
  closeSync(file);
  return () => new Promise((resolve) => child.once('exit', resolve).kill('SIGKILL'));
}

const managed = (tool, fields) => async (folder, env) => {
  const session = await Session.open(tool);
  const app = {
    name: 'writer',
    script: source('writer.js'),
    env,
    out_file: join(folder, 'out.log'),
    error_file: '/dev/null',
  };
  try {
    await session.run('start', session.config([{ ...app, ...fields }]));
  } catch (error) {
    await session.close();
    throw error;
  }
  return () => session.close();
};

function pidIn(file) {
  try {
    return Number(readFileSync(file, 'utf8').trim());
  } catch {
    return 0;
  }
}

const bytesIn = (folder) => readdirSync(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);

/** A file may be renamed between the listing and the look at it. */
const sizeOf = (file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Every line is there once and whole; with several files (rotation) only in their sum. */
async function verify(folder) {
  const seen = new Uint8Array(LINES);
  let bytes = 0;
  for (const name of readdirSync(folder)) {
    let rest = '';
    for await (const chunk of createReadStream(join(folder, name), 'latin1')) {
      bytes += chunk.length;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) seen[Number(line.slice(0, 7))] += 1;
    }
  }
  const wrong = seen.reduce((count, times) => count + (times === 1 ? 0 : 1), 0);
  if (bytes !== LINES * LINE_BYTES || wrong > 0)
    throw new Error(`${wrong} lines lost or repeated, ${bytes} bytes`);
}
