/** Bad input: a clear error that names the offender, exit 1, nothing started or lost. */

import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { e2e, fixture, type TestHome } from '../support';

const script = fixture('idle.js');

/** The command fails, says `pattern`, and neither starts nor loses anything. */
async function refused(home: TestHome, args: string[], pattern: RegExp | string): Promise<void> {
  const said = await home.fails(args);
  expect(said).toMatch(pattern);
  expect(said).not.toMatch(/PMX_ERR_INTERNAL|at .*\.[cm]?js:\d+:\d+/);
  expect(home.announcements()).toEqual([]);
  expect(await home.list()).toEqual([]);
}

const OPTIONS: [string, string[], RegExp][] = [
  ['a bad cron pattern', ['--cron', 'every day'], /every day/],
  ['a cron pattern out of range', ['--cron', '99 * * * *'], /99/],
  ['a memory limit without unit', ['--max-memory-restart', '200'], /200/],
  ['a bad memory unit', ['--max-memory-restart', '2Q'], /2Q/],
  ['a negative restart delay', ['--restart-delay', '-5'], /-5/],
  ['a negative kill timeout', ['--kill-timeout', '-1'], /-1/],
  ['an unknown interpreter', ['--interpreter', 'no-such-interpreter'], /no-such-interpreter/],
  ['an unknown option', ['--max-restart', '3'], /max-restarts/],
  ['a missing cwd', ['--cwd', '/no/such/folder'], /\/no\/such\/folder/],
];

describe('options', () => {
  e2e.each(OPTIONS)('%s', (home, _what, options, pattern) =>
    refused(home, ['start', script, ...options], pattern),
  );
});

const NAMES = [
  '../../x',
  'a b',
  '; touch P',
  '__proto__',
  '',
  'constructor',
  'a/b',
  'a\nb',
  '$(touch P)',
  'all',
  '7',
];

describe('names', () => {
  e2e.each(NAMES.map((name) => [JSON.stringify(name), name] as const))('%s', async (home, _shown, name) => {
    await refused(home, ['start', script, `--name=${name}`], /name/i);
    await refused(home, ['start', home.config([{ name, script }])], /name/i);
    expect(existsSync(join(home.work, 'P'))).toBe(false);
  });

  e2e('two apps of one name in a file', (home) =>
    refused(
      home,
      [
        'start',
        home.config([
          { name: 'twice', script },
          { name: 'twice', script },
        ]),
      ],
      /twice/,
    ),
  );
});

describe('scripts', () => {
  e2e('missing', (home) => refused(home, ['start', './nope.js'], /nope\.js/));

  e2e('a folder', async (home) => {
    home.write('folder/x', '');
    await refused(home, ['start', './folder'], /folder/);
  });

  e2e('without execute permission', async (home) => {
    const file = home.write('program', '#!/bin/sh\nsleep 1000000\n');
    await refused(home, ['start', file], /chmod \+x|interpreter/);
  });

  e2e('with an interpreter that is missing', async (home) => {
    const file = home.write('program', '#!/no/such/interpreter\n');
    chmodSync(file, 0o755);
    const said = await home.fails(['start', file]);
    expect(said).toContain('program');
  });
});

const CONFIGS: [string, string, string, RegExp][] = [
  [
    'a syntax error in JavaScript',
    'a.config.js',
    'module.exports = {\n  apps: [\n    { name: "a", script: \n  ],\n};\n',
    /a\.config\.js:4/,
  ],
  [
    'a syntax error in JSON',
    'a.json',
    '{\n  "apps": [\n    { "name": "a" "script": "b" }\n  ]\n}\n',
    /a\.json:3/,
  ],
  ['a syntax error in YAML', 'a.yml', 'apps:\n  - name: "a\n    script: b\n', /a\.yml:\d/],
  [
    'one that throws',
    'a.config.js',
    '\nthrow new Error("no such host");\n',
    /no such host.*a\.config\.js:2|a\.config\.js:2.*no such host/s,
  ],
  ['one without apps', 'a.json', '{"version": 1}', /a\.json/],
  [
    'a wrong type',
    'a.json',
    `{"apps":[{"name":"a","script":"${script}","max_restarts":"many"}]}`,
    /max_restarts.*many/s,
  ],
  [
    'a wrong unit',
    'a.json',
    `{"apps":[{"name":"a","script":"${script}","max_memory_restart":"3 parsecs"}]}`,
    /3 parsecs/,
  ],
  ['no script', 'a.json', '{"apps":[{"name":"a"}]}', /script/],
  [
    'a missing env_file',
    'a.json',
    `{"apps":[{"name":"a","script":"${script}","env_file":"nope.env"}]}`,
    /nope\.env/,
  ],
  ['a null app', 'a.json', '{"apps":[null]}', /apps/],
];

describe('config files', () => {
  e2e.each(CONFIGS)('%s', (home, _what, file, text, pattern) =>
    refused(home, ['start', home.write(file, text)], pattern),
  );

  e2e('a missing one', (home) => refused(home, ['start', 'nope.config.js'], /nope\.config\.js/));

  e2e('an error in one app of several: none is started', (home) =>
    refused(
      home,
      [
        'start',
        home.config([
          { name: 'good', script },
          { name: 'bad', script, kill_timeout: 'soon' },
        ]),
      ],
      /bad.*kill_timeout.*soon/s,
    ),
  );

  e2e('a bad file loses nothing that runs', async (home) => {
    await home.ok(['start', script]);
    const { pid } = await home.app('idle');
    await home.fails(['restart', home.config([{ name: 'idle', script, kill_timeout: 'soon' }])]);
    expect((await home.app('idle')).pid).toBe(pid);
  });
});

describe('commands', () => {
  e2e('unknown, and without what they need', async (home) => {
    await home.fails(['nonsense']);
    await home.fails(['start']);
    await home.fails(['scale', 'nope', '3']);
    await home.fails(['describe']);
    await home.fails(['sendSignal', 'SIGNOPE', 'all']);
  });

  e2e('--json: an error is JSON alone on standard output', async (home) => {
    const { stdout, code } = await home.pmx(['stop', 'nope', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'PMX_ERR_UNKNOWN_APP' } });
  });
});
