/** Config files: found among the words of a command, read, and turned into the apps that they declare. */

import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Target } from '@pmx/protocol';
import { applyEnvFile } from './env-file';
import { unreadable } from './errors';
import { configKind, isConfigFile, STDIN } from './kind';
import { appsOf, type RawApp } from './shape';

export { applyEnvFile } from './env-file';
export { isConfigFile } from './kind';
export type { RawApp } from './shape';

export interface ConfigContext {
  /** Absolute. */
  cwd: string;
  /** The environment that a config sees as `process.env`. */
  env: Record<string, string>;
  /** Standard input, for `-`. */
  stdin: AsyncIterable<Uint8Array | string>;
}

export interface Config {
  /** Absolute; `<cwd>/-` for standard input, so that its folder is where relative paths start. */
  file: string;
  apps: RawApp[];
}

/**
 * Each word as a target: a config that was read, or a name for the daemon to look up.
 * @throws {PmxError} as `loadConfig`
 */
export async function loadTargets(words: string[], context: ConfigContext): Promise<Target[]> {
  const targets: Target[] = [];
  for (const word of words) {
    if (isConfigFile(word)) targets.push({ kind: 'config', ...(await loadConfig(word, context)) });
    else targets.push({ kind: 'name', value: word, cwd: context.cwd });
  }
  return targets;
}

/**
 * Reads one config file, or standard input for `-`, with the `env_file`s of its apps.
 * @throws {PmxError} PMX_ERR_CONFIG_NOT_FOUND, _SYNTAX, _THREW, _SHAPE, PMX_ERR_INVALID_SPEC, PMX_ERR_ENV_FILE
 */
export async function loadConfig(word: string, context: ConfigContext): Promise<Config> {
  const file = word === STDIN ? join(context.cwd, STDIN) : resolve(context.cwd, word);
  const value = word === STDIN ? await readStdin(context) : await readConfig(file, context);
  const shown = word === STDIN ? 'standard input' : file;
  const apps = await Promise.all(appsOf(value, shown).map((app) => applyEnvFile(app, dirname(file))));
  return { file, apps };
}

async function readConfig(file: string, { env }: ConfigContext): Promise<unknown> {
  const kind = configKind(file);
  if (kind === 'json' || kind === 'yaml') return readTextConfig(file, kind);
  await checkReadable(file);
  const { loadModule } = await import('./module');
  return loadModule(file, kind ?? 'module', { env });
}

async function readTextConfig(file: string, kind: 'json' | 'yaml'): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw notFound(file, error);
  });
  const { parseJson, parseYaml } = await import('./text');
  return toPlainValue(await (kind === 'json' ? parseJson(text, file) : parseYaml(text, file)), file);
}

async function readStdin({ stdin }: ConfigContext): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  const { parseStdin } = await import('./text');
  return toPlainValue(await parseStdin(Buffer.concat(chunks).toString('utf8')), 'standard input');
}

/** YAML has dates, sets and `.nan` of its own. */
async function toPlainValue(value: unknown, file: string): Promise<unknown> {
  if (value === undefined) return null;
  const { toPlain } = await import('./plain');
  return toPlain(value, file);
}

async function checkReadable(file: string): Promise<void> {
  try {
    if ((await stat(file)).isDirectory())
      throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  } catch (error) {
    throw notFound(file, error);
  }
}

const notFound = (file: string, cause: unknown) =>
  unreadable(
    'PMX_ERR_CONFIG_NOT_FOUND',
    `The config file ${file}`,
    cause,
    '`pmx init` writes one to begin with.',
  );
