import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PmxError } from '@pmx/protocol';
import type { Arguments, Command, Context, OptionValues } from '../command';
import { configTemplate, type TemplateFormat } from '../config/template';
import { jsonLine } from '../output/json';

export const command: Command = {
  names: ['init', 'ecosystem'],
  summary: 'Write a commented config file',
  usage: '[simple] [options]',
  minWords: 0,
  maxWords: 1,
  options: [
    { name: 'ts', type: 'boolean', description: 'Write ecosystem.config.ts' },
    { name: 'yaml', type: 'boolean', description: 'Write ecosystem.yaml' },
    { name: 'esm', type: 'boolean', description: 'Write ecosystem.config.mjs' },
    { name: 'force', aliases: ['f'], type: 'boolean', description: 'Overwrite a file that exists' },
  ],
  examples: [
    { line: 'pmx init', meaning: 'ecosystem.config.js, with every common field explained' },
    { line: 'pmx init simple', meaning: 'the least that works' },
    { line: 'pmx init --yaml', meaning: 'the same as YAML' },
  ],
  async run(args, context) {
    checkWord(args);
    const format = formatOf(args.options);
    const file = join(context.cwd, await fileName(format, context.cwd));
    await write(file, configTemplate(format, args.words.length > 0), args.options.force === true);
    report(file, context);
    return 0;
  },
};

function checkWord({ words: [word] }: Arguments): void {
  if (word === undefined || word === 'simple') return;
  throw new PmxError(
    'PMX_ERR_USAGE',
    `init does not know "${word}".`,
    'Run `pmx init` or `pmx init simple`.',
  );
}

function formatOf({ ts, yaml, esm }: OptionValues): TemplateFormat {
  if (ts === true) return 'typescript';
  if (yaml === true) return 'yaml';
  return esm === true ? 'esm' : 'commonjs';
}

async function fileName(format: TemplateFormat, folder: string): Promise<string> {
  if (format === 'typescript') return 'ecosystem.config.ts';
  if (format === 'yaml') return 'ecosystem.yaml';
  if (format === 'esm') return 'ecosystem.config.mjs';
  return (await isModuleFolder(folder)) ? 'ecosystem.config.cjs' : 'ecosystem.config.js';
}

/** Whether Node takes `.js` files of this folder for ES modules: the nearest package.json says so. */
async function isModuleFolder(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
  if (text !== null) return /"type"\s*:\s*"module"/.test(text);
  return dirname(folder) === folder ? false : isModuleFolder(dirname(folder));
}

async function write(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new PmxError('PMX_ERR_USAGE', `${file} exists.`, 'Overwrite it with --force.');
    throw new PmxError('PMX_ERR_USAGE', `${file} cannot be written: ${message}.`);
  }
}

function report(file: string, { json, silent, terminal }: Context): void {
  if (json) terminal.write(jsonLine({ file }));
  else if (!silent) terminal.write(`wrote ${file}\nstart it: pmx start ${basename(file)}\n`);
}
