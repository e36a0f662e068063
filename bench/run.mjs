#!/usr/bin/env node
/**
 * Measures pmx beside pm2, both in turn in one run, and prints a Markdown table.
 *
 *   node bench/run.mjs [case…] [--rounds N] [--tools pmx,pm2] [--json FILE]
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { attempt } from './lib/attempt.mjs';
import { markdownTable, surroundings } from './lib/report.mjs';
import { closeAll } from './lib/session.mjs';
import { installRivals, tools } from './lib/tools.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'cases');
const known = readdirSync(folder).map((file) => file.replace(/\.mjs$/, ''));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    tools: { type: 'string', default: Object.keys(tools).join(',') },
    json: { type: 'string' },
  },
});

const chosen = (words, from, what) =>
  words.map((word) => {
    if (!from.includes(word)) throw new Error(`No ${what} is called ${word}; there are ${from.join(', ')}.`);
    return word;
  });

async function runCase(name, context) {
  console.error(`… ${name}`);
  const { run } = await import(pathToFileURL(join(folder, `${name}.mjs`)).href);
  return attempt(name, () => run(context));
}

async function main() {
  const names = positionals.length > 0 ? chosen(positionals, known, 'case') : known;
  const compared = chosen(options.tools.split(','), Object.keys(tools), 'tool').map((name) => tools[name]);
  installRivals();
  const rows = [];
  for (const name of names) {
    rows.push(...(await runCase(name, { tools: compared, rounds: Number(options.rounds) || null })));
  }
  console.log(`${surroundings().join('  \n')}\n\n${markdownTable(rows)}`);
  if (options.json)
    writeFileSync(options.json, JSON.stringify({ surroundings: surroundings(), rows }, null, 2));
  if (rows.some((row) => row.error)) process.exitCode = 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => closeAll().finally(() => process.exit(130)));
}
await main().finally(closeAll);
