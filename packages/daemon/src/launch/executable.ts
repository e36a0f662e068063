/** A file that is to run by itself: checked here, because the system would only say ENOENT, EACCES or ENOEXEC. */

import { PmxError } from '@pmx/protocol';
import { headOf, isExecutableFile, mayExecute } from './files';
import { formatOf } from './format';
import type { Command } from './types';

const HEAD = 256;

/**
 * @returns what to execute, with the arguments that go before those of the app: `/bin/sh` and the file for commands
 * without `#!`, as every shell does it
 * @throws {PmxError} PMX_ERR_NOT_EXECUTABLE, PMX_ERR_INTERPRETER_NOT_FOUND
 */
export async function asExecutable(command: Command): Promise<{ command: Command; args: string[] }> {
  const { file } = command;
  if (!(await mayExecute(file))) throw notPermitted(file);
  const format = formatOf(await headOf(file, HEAD));
  if (format.kind === 'unknown') throw wrongFormat(file);
  if (format.kind === 'text') return { command: { file: '/bin/sh', argv0: 'sh' }, args: [file] };
  if (format.kind === 'shebang') await checkShebang(file, format.interpreter);
  return { command, args: [] };
}

async function checkShebang(file: string, interpreter: string): Promise<void> {
  if (await isExecutableFile(interpreter)) return;
  const hint = interpreter.endsWith('\r') ? 'Its lines end as on Windows; convert them with dos2unix.' : '';
  throw new PmxError(
    'PMX_ERR_INTERPRETER_NOT_FOUND',
    `The first line of ${file} names ${JSON.stringify(interpreter)}, which is no executable file.`,
    hint || 'Correct the line, or name an interpreter with --interpreter.',
    { file, interpreters: [interpreter] },
  );
}

function notPermitted(file: string): PmxError {
  return new PmxError(
    'PMX_ERR_NOT_EXECUTABLE',
    `${file} has no execute permission, and its extension names no interpreter.`,
    `Run: chmod +x ${file}, or name what runs it with --interpreter.`,
    { file },
  );
}

function wrongFormat(file: string): PmxError {
  return new PmxError(
    'PMX_ERR_NOT_EXECUTABLE',
    `${file} is no program that this system can execute.`,
    'Name what runs it with --interpreter.',
    { file },
  );
}
