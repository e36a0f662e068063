/** docs/states.md shows the table of the state machine; this holds it to the code. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InstanceEventType, type Phase, TABLE } from '@pmx/supervision';

const path = join(__dirname, '../../../docs/states.md');
const BEGIN = '<!-- table -->\n';
const END = '<!-- /table -->';

function renderTable(): string {
  const phases = Object.keys(TABLE) as Phase[];
  const events = Object.keys(TABLE.launching) as InstanceEventType[];
  const cell = (phase: Phase, event: InstanceEventType): string => {
    const { name } = TABLE[phase][event];
    return name === 'ignore' ? '·' : name;
  };
  const rows = events.map(
    (event) => `| ${event} | ${phases.map((phase) => cell(phase, event)).join(' | ')} |`,
  );
  return [`| event | ${phases.join(' | ')} |`, `|---|${phases.map(() => '---|').join('')}`, ...rows, ''].join(
    '\n',
  );
}

test('docs/states.md shows the table as it is', () => {
  const text = readFileSync(path, 'utf8');
  const [before, rest] = text.split(BEGIN) as [string, string];
  const [, after] = rest.split(END) as [string, string];
  const wanted = `${before}${BEGIN}${renderTable()}${END}${after}`;
  if (process.env.UPDATE_SCENARIOS) writeFileSync(path, wanted);
  else expect(text).toBe(wanted);
});
