/** `env_file`: variables from files in the dotenv format, under those that the app declares. */

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { isRecord, PmxError } from '@pmx/protocol';
import { unreadable } from './errors';
import type { RawApp } from './shape';

/**
 * The app with the variables of its `env_file` (a path or several; later files win) under its `env`.
 * Paths start at the app's cwd; a file that is not there is looked for in `baseDir`.
 * @param baseDir absolute: the config's folder, or the caller's
 * @throws {PmxError} PMX_ERR_ENV_FILE naming file and app
 */
export async function applyEnvFile(app: RawApp, baseDir: string): Promise<RawApp> {
  const files = filesOf(app);
  // A wrong `env` is for the daemon's parser to name.
  if (files.length === 0 || (app.env !== undefined && !isRecord(app.env))) return app;
  const loaded: Record<string, string> = {};
  for (const file of files) Object.assign(loaded, await readVariables(file, app, baseDir));
  return { ...app, env: { ...loaded, ...app.env } };
}

function filesOf(app: RawApp): string[] {
  const declared = app.env_file ?? app.envFile ?? [];
  const files: unknown[] = Array.isArray(declared) ? declared : [declared];
  return files.map((file) => {
    if (typeof file === 'string' && file !== '') return file;
    throw new PmxError(
      'PMX_ERR_INVALID_SPEC',
      `${nameOf(app)}: env_file is ${JSON.stringify(file)}.`,
      'env_file is a path, or a list of paths.',
    );
  });
}

async function readVariables(file: string, app: RawApp, baseDir: string): Promise<Record<string, string>> {
  const { parse } = await import('dotenv');
  const cwd = typeof app.cwd === 'string' ? resolve(baseDir, withHome(app.cwd)) : baseDir;
  const first = resolve(cwd, withHome(file));
  const text = await readIfThere(first, app, cwd === baseDir);
  return parse(text ?? (await readIfThere(resolve(baseDir, withHome(file)), app, true)) ?? '');
}

/** null: it does not exist, and that is not the last word. */
async function readIfThere(path: string, app: RawApp, required: boolean): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    const advice = 'Create the file, or correct or remove env_file.';
    throw unreadable('PMX_ERR_ENV_FILE', `${nameOf(app)}: the env_file ${path}`, error, advice);
  }
}

const withHome = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);

const nameOf = (app: RawApp): string => String(app.name ?? app.script ?? 'app');
