/** Units as their readers read them: systemd's own checker, a shell, a reader of XML. */

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serviceCommand } from '../../../../packages/cli/src/boot/command-line';
import { launchdPlist } from '../../../../packages/cli/src/boot/launchd';
import { readMark } from '../../../../packages/cli/src/boot/mark';
import { openrcScript } from '../../../../packages/cli/src/boot/openrc';
import type { Recipe } from '../../../../packages/cli/src/boot/recipe';
import { systemdUnit } from '../../../../packages/cli/src/boot/systemd';
import { recipe } from './support';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pmx-units-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A program that prints each of its arguments on a line of its own. */
function program(path: string): string {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\nfor word in "$0" "$@"; do printf "%s\\n" "$word"; done\n');
  chmodSync(file, 0o755);
  return file;
}

const NASTY = ['plain', 'with space', '100%h', '$HOME', 'a"b', "a'b", 'back\\slash', 'a--b', '<&>'];

const nasty = (name: string, versions: string | null = null): Recipe =>
  recipe({
    user: 'root',
    pmxHome: `/srv/${name}/home`,
    path: `/srv/${name}/bin:/bin`,
    programs: { node: program(`${name}/node`), script: program(`${name}/pmx`), versions },
  });

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const onlyWithSystemd = hasSystemd ? describe : describe.skip;

onlyWithSystemd('systemd-analyze verify (skipped where there is none)', () => {
  const verify = (unit: string, words: string[] = []): string => {
    const file = join(dir, 'pmx-test.service');
    writeFileSync(file, unit);
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...words, file], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: dir },
    });
    // Units of the machine itself may be at fault, too.
    const ours = stderr.split('\n').filter((line) => /pmx/.test(line));
    return [...ours, `status ${status}`].join('\n');
  };

  test.each(NASTY)('paths with %s', (name) => {
    expect(verify(systemdUnit(nasty(name)))).toBe('status 0');
  });

  test.each(NASTY)('a version manager in a folder %s', (name) => {
    expect(verify(systemdUnit(nasty(name, `/srv/${name}/versions`)))).toBe('status 0');
  });

  test('units of users, and with apps kept', () => {
    expect(verify(systemdUnit({ ...nasty('plain'), scope: 'user', keepApps: true }), ['--user'])).toBe(
      'status 0',
    );
  });

  test('it would notice a program that is not there', () => {
    const programs = { node: join(dir, 'nowhere/node'), script: '/x', versions: null };
    expect(verify(systemdUnit({ ...nasty('plain'), programs }))).toMatch(
      /nowhere.*not executable[\s\S]*status 1/,
    );
  });
});

describe('systemd', () => {
  const linesOf = (fields: Partial<Recipe>): string[] => systemdUnit(recipe(fields)).split('\n');

  test('the unit of the system', () => {
    expect(linesOf({ stopTimeout: 120 })).toEqual(
      expect.arrayContaining([
        'After=network-online.target nss-user-lookup.target',
        'User=deploy',
        'Environment="PMX_HOME=/home/deploy/.pmx"',
        'ExecStart="/usr/bin/node" "/usr/bin/pmx" "service"',
        'Restart=always',
        'RestartPreventExitStatus=0 78',
        'KillMode=mixed',
        'TimeoutStopSec=120',
        'OOMPolicy=continue',
        'WantedBy=multi-user.target',
      ]),
    );
  });

  test('a user unit runs as its user and knows no targets of the system', () => {
    const unit = linesOf({ scope: 'user' });
    expect(unit).toContain('WantedBy=default.target');
    expect(unit.filter((line) => /^(User|After|Wants|RequiresMountsFor)=/.test(line))).toEqual([]);
  });

  test('with apps kept, only the service itself is ended', () => {
    const unit = linesOf({ keepApps: true });
    expect(unit).toContain('KillMode=process');
    expect(unit).toContain('ExecStart="/usr/bin/node" "/usr/bin/pmx" "service" "--keep-apps"');
  });
});

describe('OpenRC', () => {
  test.each(NASTY)('a shell reads back the command and the environment: %s', (name) => {
    const made = nasty(name);
    const script = join(dir, 'script');
    writeFileSync(script, openrcScript(made));
    execFileSync('sh', ['-n', script]);
    // As OpenRC does: the script is read, and its words are evaluated once more.
    const run = `. "$0"; eval $command $command_args; printf '%s\\n' "$PMX_HOME"`;
    const said = execFileSync('sh', ['-c', run, script], { encoding: 'utf8' });
    expect(said).toBe([...serviceCommand(made), made.pmxHome, ''].join('\n'));
  });
});

describe('launchd', () => {
  test.each(NASTY)('a reader of XML gets the command and the environment: %s', (name) => {
    const made = nasty(name);
    const strings = readStrings(launchdPlist(made));
    expect(strings).toEqual(
      expect.arrayContaining([...serviceCommand(made), made.pmxHome, made.path, 'pmx-deploy']),
    );
  });

  test('it is started again unless it ended well, and has its time to end', () => {
    const plist = launchdPlist(recipe({ stopTimeout: 120 })).replace(/\s+/g, '');
    expect(plist).toContain('<key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>');
    expect(plist).toContain('<key>ExitTimeOut</key><integer>120</integer>');
    expect(plist).toContain('<key>UserName</key><string>deploy</string>');
  });

  test('an agent of a user names no user, which launchd would refuse', () => {
    expect(launchdPlist(recipe({ scope: 'user' }))).not.toContain('UserName');
  });
});

/** The strings of a document; throws where its tags do not nest. */
function readStrings(xml: string): string[] {
  const open: string[] = [];
  const body = xml.replace(/<\?.*?\?>|<!DOCTYPE[^>]*>/g, '').replace(/<!--(?:(?!--)[\s\S])*-->/g, '');
  for (const [, slash, name, selfClosed] of body.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (selfClosed) continue;
    if (!slash) open.push(name!);
    else if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
  }
  if (open.length > 0 || /<!--/.test(body)) throw new Error(`left open: ${open}`);
  return [...body.matchAll(/<string>(.*?)<\/string>/g)].map(([, text]) =>
    text!.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
}

test.each(NASTY)('each unit says by its mark what it was made for: %s', (name) => {
  const made = nasty(name);
  for (const unit of [systemdUnit(made), openrcScript(made), launchdPlist(made)]) {
    expect(readMark(unit)).toMatchObject({
      pmxHome: made.pmxHome,
      programs: made.programs,
      name: 'pmx-deploy',
    });
  }
});

test.each(['', '[Unit]\n', '# Made by pmx startup: {broken}'])(
  'a file of somebody else has no mark: %j',
  (content) => {
    expect(readMark(content)).toBeNull();
  },
);
