/** Who may ask for the time of day: only what shows it, writes it down for people, or is about it. No policy does (clocks jump). */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../..');
const PACKAGES = ['supervision', 'system', 'host', 'daemon', 'agent', 'protocol'];

/** File → what it needs the time of day for. */
const FOR_PEOPLE: Record<string, string> = {
  'daemon/src/api/bus.ts': 'times of events',
  'daemon/src/api/journal.ts': 'how long ago, in words',
  'daemon/src/assembly.ts': 'times of entries, events and samples',
  'daemon/src/commands/replace.ts': 'when a slot was made',
  'daemon/src/commands/roster.ts': 'when an app and its slots were made',
  'daemon/src/commands/save.ts': 'when a slot was made, and the name of a broken file',
  'daemon/src/main.ts': 'its own log',
  'daemon/src/runtime/spawner.ts': 'when a process was started',
  'daemon/src/runtime/supervisor.ts': 'when it ended and became online',
  'daemon/src/store/restore.ts': 'the name of a broken file',
  'host/src/main.ts': 'its own log',
  'host/src/output/rotated-files.ts': 'names of rotated files; their number orders them',
  'host/src/output/stream-output.ts': 'times before lines',
  'host/src/primary/main.ts': 'its own log',
};

function sources(name: string): string[] {
  const dir = join(root, 'packages', name, 'src');
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(dir, file));
}

test('only these read the time of day', () => {
  const readers = PACKAGES.flatMap(sources).filter((file) =>
    /\bDate\.now\b|\bnew Date\(\)/.test(readFileSync(file, 'utf8')),
  );
  const names = readers.map((file) => relative(join(root, 'packages'), file));
  expect(names.filter((name) => !(name in FOR_PEOPLE))).toEqual([]);
});
