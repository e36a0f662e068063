/** The errors of reading a config, in one voice. */

import { type ErrorCode, PmxError } from '@pmx/protocol';

/** A place in a file; lines and columns count from 1. */
export interface Place {
  line: number;
  column: number;
}

const at = (file: string, place: Place | null): string =>
  place === null ? file : `${file}:${place.line}:${place.column}`;

export function syntaxError(file: string, place: Place | null, reason: string, advice = ''): PmxError {
  const details = { file, ...place };
  return new PmxError('PMX_ERR_CONFIG_SYNTAX', `${at(file, place)}: ${reason}`, advice, details);
}

/** @param where `file:line:column` of the throw, or the file alone when it is not known */
export function threwError(file: string, where: string, reason: string, advice = ''): PmxError {
  return new PmxError('PMX_ERR_CONFIG_THREW', `${where}: ${reason}`, advice, { file });
}

export function shapeError(file: string, reason: string): PmxError {
  const advice = 'A config holds { apps: [ { script: "app.js" } ] }, a list of apps, or one app.';
  return new PmxError('PMX_ERR_CONFIG_SHAPE', `${file}: ${reason}`, advice, { file });
}

const SYSTEM_REASONS: Record<string, string> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read',
  EISDIR: 'is a folder',
};

/** For what `readFile` throws. */
export function unreadable(code: ErrorCode, what: string, cause: unknown, advice: string): PmxError {
  const { code: system = '', message } = cause as NodeJS.ErrnoException;
  const reason = SYSTEM_REASONS[system] ?? `cannot be read (${message})`;
  return new PmxError(code, `${what} ${reason}.`, advice);
}
