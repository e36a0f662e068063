/** What a change of apps came to: notes and failures on standard error, then the list. */

import type { ChangeResult, Failure } from '@pmx/protocol';
import type { Context } from '../command';
import { shown } from '../list/columns';
import { renderList } from '../list/render';
import { changeShape, jsonLine } from './json';

/** @returns the exit code: 1 when any instance did not get where it should */
export async function reportChange(result: ChangeResult, context: Context): Promise<number> {
  const { terminal } = context;
  if (context.json) {
    terminal.write(jsonLine(changeShape(result)));
  } else {
    terminal.warn(changeNotes(result));
    if (!context.silent) await writeList(result, context);
  }
  return result.failures.length > 0 ? 1 : 0;
}

async function writeList({ list }: ChangeResult, { terminal }: Context): Promise<void> {
  const { columns, colors } = terminal;
  terminal.write(await renderList(list, { columns, colors, mini: false, now: Date.now() }));
}

/** Everything worth a word, as lines. */
export function changeNotes(result: ChangeResult): string {
  const lines = [
    ...result.unknownFields.map(({ app, field, nearest }) => {
      const near = nearest === null ? '' : ` Did you mean ${nearest}?`;
      return `pmx: ${shown(app)}: no field is called ${shown(field)}; it is ignored.${near}`;
    }),
    ...result.notes.map((note) => `pmx: ${shown(note)}`),
    ...result.failures.flatMap(failureLines),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function failureLines({ name, id, reason, errorTail, next }: Failure): string[] {
  const what = `pmx: ${shown(name)} (${id}) failed: ${shown(reason)}${next === '' ? '' : `; ${shown(next)}`}`;
  return [what, ...errorTail.map((line) => `  | ${shown(line)}`)];
}
