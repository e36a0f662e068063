import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../../packages/cli/src/command';
import { commandHelp, generalHelp } from '../../../packages/cli/src/help';
import { COMMANDS } from '../../../packages/cli/src/registry';
import { commandsPage } from './support/commands-page';

const page = join(__dirname, '../../../docs/commands.md');
let commands: Command[];

beforeAll(async () => {
  commands = await Promise.all(COMMANDS.map(async ({ load }) => (await load()).command));
});

test('docs/commands.md says what the commands say', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, commandsPage(commands));
  expect(readFileSync(page, 'utf8')).toBe(commandsPage(commands));
});

test('the registry has the names and summaries of the commands', () => {
  expect(COMMANDS.map(({ names, summary }) => ({ names, summary }))).toEqual(
    commands.map(({ names, summary }) => ({ names, summary })),
  );
});

test('no two commands share a name, and no two options of one command', () => {
  const names = COMMANDS.flatMap(({ names }) => names);
  expect(new Set(names).size).toBe(names.length);
  for (const { options } of commands) {
    const all = [
      ...options.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]),
      'json',
      'silent',
      's',
      'no-color',
      'help',
      'h',
    ];
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  }
});

test('each help has usage, options and examples', () => {
  for (const command of commands) {
    expect(commandHelp(command)).toMatch(/Usage: pmx \w+.*Options:.*--json.*Examples:\n {2}\S/s);
  }
});

test('the general help names every command and fits 110 columns', () => {
  const help = generalHelp();
  for (const { names } of COMMANDS) expect(help).toContain(names.join(', '));
  for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
});
