/** Where in its file a config went wrong, told from what it threw. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PmxError } from '@pmx/protocol';
import { type Place, syntaxError, threwError } from './errors';
import type { Thrown } from './worker-protocol';

const MODULE_ADVICE =
  'Name it .config.mjs when it uses import and export, and .config.cjs when it uses require and module.exports.';

export interface ThrownFrom {
  /** The config. */
  file: string;
  /** The entry of the thread, whose frames are no news. */
  workerFile: string;
}

export async function errorOfThrown(thrown: Thrown, { file, workerFile }: ThrownFrom): Promise<PmxError> {
  const jiti = /^ParseError: (.*?)\s*\n\s*(?:.*):(\d+):(\d+)$/s.exec(thrown.message);
  if (jiti) return syntaxError(file, { line: Number(jiti[2]), column: Number(jiti[3]) }, `${jiti[1]}.`);
  const frame = firstFrame(thrown.stack, workerFile);
  // A SyntaxError with a frame was thrown by a running config: JSON.parse, say.
  const isSyntax = thrown.name === 'SyntaxError' && (hasPlace(thrown.stack) || frame === null);
  if (isSyntax) return syntaxErrorOf(file, thrown);
  return threwError(file, frame ?? file, thrown.message.split('\n')[0] ?? '');
}

async function syntaxErrorOf(file: string, thrown: Thrown): Promise<PmxError> {
  // For an ES module only Node's own check tells the place.
  const report = hasPlace(thrown.stack) ? thrown.stack : await checkSyntax(file);
  const [, where = file, line] = /^(.*):(\d+)\n/.exec(report) ?? [];
  const place = line === undefined ? null : { line: Number(line), column: caretColumn(report) };
  const advice = /import statement|export'|require is not/.test(thrown.message) ? MODULE_ADVICE : '';
  return syntaxError(asPath(where), place, `${thrown.message}.`, advice);
}

const hasPlace = (stack: string): boolean => /^(?:file:\/\/)?\/.*:\d+\n/.test(stack);

/** What `node --check` says: `file:line`, the line, and a caret under the fault. Empty: it found none. */
function checkSyntax(file: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--check', file], { timeout: 5_000 }, (_error, _stdout, stderr) =>
      resolve(stderr),
    );
  });
}

function caretColumn(report: string): Place['column'] {
  const caret = report.split('\n')[2]?.indexOf('^') ?? -1;
  return caret + 1 || 1;
}

/** `file:line:column` of the innermost frame that is not Node's own or a package's. */
function firstFrame(stack: string, workerFile: string): string | null {
  for (const line of stack.split('\n')) {
    const frame = /^\s+at (?:.*\()?((?:file:\/\/)?\/.*?):(\d+:\d+)\)?$/.exec(line);
    if (frame?.[1] && frame[1] !== workerFile && !frame[1].includes('/node_modules/'))
      return `${asPath(frame[1])}:${frame[2]}`;
  }
  return null;
}

const asPath = (where: string): string => (where.startsWith('file:') ? fileURLToPath(where) : where);
