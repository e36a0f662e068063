import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIELDS, IGNORED_FIELDS } from '../../../../packages/supervision/src';

const page = readFileSync(join(__dirname, '../../../../docs/config.md'), 'utf8');

/** The rows of docs/config.md's tables whose first cell is one field's name. */
const rows = page.split('\n').filter((line) => /^\| `[a-z_]+` \|/.test(line));

const expected = FIELDS.map(({ name, aliases, type, default: defaultText, meaning }) => {
  const others = aliases.map((alias) => `\`${alias}\``).join(', ');
  return `| \`${name}\` | ${others} | ${type.label} | ${defaultText} | ${meaning} |`;
});

test('docs/config.md has each field as the parser has it', () => {
  expect(rows).toEqual(expect.arrayContaining(expected));
});

test('docs/config.md has no field that the parser has not, and none twice', () => {
  expect([...rows].sort()).toEqual([...expected].sort());
});

test('docs/config.md explains every type', () => {
  const labels = new Set(FIELDS.map(({ type }) => type.label));
  const explained = [...page.matchAll(/^- \*\*(.+?)\*\*: /gm)].map(([, label]) => label);
  expect([...explained].sort()).toEqual([...labels].sort());
});

test('docs/config.md lists the fields that are passed over', () => {
  for (const field of IGNORED_FIELDS) if (/^[a-z_0-9]+$/.test(field)) expect(page).toContain(`\`${field}\``);
});
