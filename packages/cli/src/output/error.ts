import type { PmxError } from '@pmx/protocol';
import { shown } from '../list/columns';
import type { Surroundings } from '../surroundings';
import { errorShape, jsonLine } from './json';

/** Where everybody can see what went wrong: on standard output as JSON with `--json`, else on standard error. */
export function reportError(
  error: PmxError,
  { argv, terminal }: Pick<Surroundings, 'argv' | 'terminal'>,
): void {
  // The command line itself may be what cannot be parsed.
  const end = argv.indexOf('--');
  const wantsJson = (end === -1 ? argv : argv.slice(0, end)).includes('--json');
  if (wantsJson) terminal.write(jsonLine(errorShape(error)));
  else terminal.warn(errorText(error));
}

export function errorText({ code, message, advice }: PmxError): string {
  const lines = [
    ...`pmx: ${message}`.split('\n'),
    ...(advice === '' ? [] : `  ${advice}`.split('\n')),
    `  [${code}]`,
  ];
  return lines.map((line) => `${shown(line)}\n`).join('');
}
