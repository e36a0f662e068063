import type { Context } from '../command';
import { shown } from '../list/columns';
import { jsonLine } from '../output/json';
import type { Finding, Level } from './finding';

const MARKS: Record<Level, string> = { ok: 'ok     ', hint: 'hint   ', problem: 'PROBLEM' };

/** @returns the exit code: 1 when there is a problem */
export function reportFindings(findings: Finding[], { json, silent, terminal }: Context): number {
  const isOk = findings.every(({ level }) => level !== 'problem');
  if (json) terminal.write(jsonLine({ ok: isOk, findings }));
  else
    terminal.write(
      findings
        .filter(({ level }) => !silent || level === 'problem')
        .map(lineOf)
        .join(''),
    );
  return isOk ? 0 : 1;
}

function lineOf({ check, level, message, advice }: Finding): string {
  const line = `${MARKS[level]}  ${check.padEnd(6)}  ${shown(message)}\n`;
  return advice === '' ? line : `${line}${' '.repeat(17)}→ ${shown(advice)}\n`;
}
