/** Which package may import which: the table of docs/architecture.md, held to the code. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../..');

const MAY_IMPORT: Record<string, string[]> = {
  supervision: [],
  protocol: ['supervision'],
  system: ['protocol'],
  host: ['protocol', 'system', 'supervision'],
  agent: ['protocol'],
  daemon: ['supervision', 'protocol', 'system'],
  client: ['protocol', 'system', 'supervision'],
  monit: ['client', 'protocol'],
  cli: ['client', 'monit', 'protocol', 'system', 'supervision'],
};

/** These see only the types of `supervision`: no code of it may end up in their bundles. */
const TYPES_ONLY = new Set(['protocol', 'host', 'client', 'cli']);

/** No `node:` import, so that they run anywhere and test without a machine. */
const PURE = new Set(['supervision', 'protocol']);

interface Import {
  file: string;
  what: string;
  typeOnly: boolean;
}

function sourcesOf(name: string): string[] {
  const entries = readdirSync(join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.endsWith('.ts'))
    .map((entry) => join(root, 'packages', name, 'src', entry));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/^(import|export)( type)?[\s\S]*?from '([^']+)'|import\('([^']+)'\)/gm);
  return [...statements].map((match) => ({
    file: relative(root, file),
    what: (match[3] ?? match[4])!,
    typeOnly: match[2] !== undefined,
  }));
}

const packages = readdirSync(join(root, 'packages'));

test('every package has its place in the table', () => {
  expect(packages.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

describe.each(packages)('%s', (name) => {
  const imports = sourcesOf(name).flatMap(importsOf);

  test('imports only what it may', () => {
    const wrong = imports.filter(({ what }) => {
      const other = /^@pmx\/(\w+)/.exec(what)?.[1];
      return other !== undefined && other !== name && !MAY_IMPORT[name]!.includes(other);
    });
    expect(wrong).toEqual([]);
  });

  test('reaches into no other package by path', () => {
    const wrong = sourcesOf(name).flatMap((file) =>
      importsOf(file).filter(({ what }) => {
        if (!what.startsWith('.')) return false;
        return relative(join(root, 'packages', name, 'src'), join(file, '..', what)).startsWith('..');
      }),
    );
    expect(wrong).toEqual([]);
  });

  if (TYPES_ONLY.has(name)) {
    test('takes types alone from supervision', () => {
      expect(imports.filter(({ what, typeOnly }) => what === '@pmx/supervision' && !typeOnly)).toEqual([]);
    });
  }

  if (PURE.has(name)) {
    test('is pure', () => {
      expect(imports.filter(({ what }) => what.startsWith('node:'))).toEqual([]);
    });
  }

  test('only a main reads the environment or ends the process', () => {
    const wrong = sourcesOf(name).filter((file) => {
      if (file.endsWith('/main.ts')) return false;
      return /\bprocess\.(env\b|exit\()/.test(
        readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$|`[^`]*`/gm, ''),
      );
    });
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });
});
