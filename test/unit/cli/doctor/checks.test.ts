/** Facts and what is said of them. */

import type { PingResult } from '@pmx/protocol';
import { checkApps } from '../../../../packages/cli/src/doctor/checks/apps';
import { checkBoot, type UnitFacts } from '../../../../packages/cli/src/doctor/checks/boot';
import { checkDaemon, type DaemonFacts } from '../../../../packages/cli/src/doctor/checks/daemon';
import { checkHomeFacts, type HomeFacts } from '../../../../packages/cli/src/doctor/checks/home';
import { checkLimits, type LimitFacts } from '../../../../packages/cli/src/doctor/checks/limits';
import { checkSpace, type VolumeFacts } from '../../../../packages/cli/src/doctor/checks/space';
import { checkState, type StateFacts } from '../../../../packages/cli/src/doctor/checks/state';
import {
  checkSurroundings,
  type SurroundingFacts,
} from '../../../../packages/cli/src/doctor/checks/surroundings';
import type { Finding } from '../../../../packages/cli/src/doctor/finding';
import { details } from '../support/apps';

/** `level: message → advice` of what is not fine; of all that is fine nothing. */
const said = (findings: Finding[]): string =>
  findings
    .filter(({ level }) => level !== 'ok')
    .map(({ level, message, advice }) => `${level}: ${message} → ${advice}`)
    .join('\n');

type Row<Facts> = [what: string, facts: Partial<Facts>, expected: RegExp];

/** What is fine is said, too: no check is silent. */
const FINE = /^$/;

function table<Facts>(check: (facts: Facts) => Finding[], fine: Facts, rows: Row<Facts>[]): void {
  test.each<Row<Facts>>([['all is well', {}, FINE], ...rows])('%s', (_, facts, expected) => {
    const findings = check({ ...fine, ...facts });
    expect(findings).not.toEqual([]);
    expect(said(findings)).toMatch(expected);
  });
}

describe('home', () => {
  const fine: HomeFacts = {
    dir: '/home/a/.pmx',
    socketDir: '/home/a/.pmx',
    uid: 1000,
    folder: { uid: 1000, mode: 0o700, isFolder: true },
    fileSystem: 0xef53,
    loose: [],
  };
  const folder = (fields: object) => ({ folder: { uid: 1000, mode: 0o700, isFolder: true, ...fields } });
  table(checkHomeFacts, fine, [
    ['missing', { folder: null }, FINE],
    ['a file', folder({ isFolder: false }), /^problem: .*no folder/],
    ['of another user', folder({ uid: 7 }), /^problem: .*user with id 7/],
    ['others may write', folder({ mode: 0o777 }), /^problem: .*write.*chmod 700/],
    ['others may read', folder({ mode: 0o755 }), /^hint: .*look into.*chmod 700/],
    [
      'a loose file',
      { loose: [{ path: '/home/a/.pmx/dump.json', mode: 0o644 }] },
      /^hint: .*dump.json \(mode 644\)/,
    ],
    ['NFS', { fileSystem: 0x6969 }, /^problem: .*NFS/],
    ['/tmp', { dir: '/tmp/pmx', socketDir: '/tmp/pmx' }, /^hint: .*clean up/],
    ['/tmpfiles is not /tmp', { dir: '/tmpfiles', socketDir: '/tmpfiles' }, FINE],
    ['too long for sockets', { socketDir: '/tmp/pmx-1000-abc' }, /^hint: .*too long.*shorter/],
  ]);
});

describe('daemon', () => {
  const host = { name: 'keeper', pid: 2, version: '1.0.0', protocol: 1, compatible: true };
  const ping: PingResult = {
    pid: 1,
    keeperPid: 2,
    version: '1.0.0',
    protocol: 1,
    home: '/h',
    startedAt: 0,
    hosts: [host],
  };
  const fine: DaemonFacts = {
    state: 'serves',
    error: null,
    ping,
    notedPid: 1,
    keeperAnswers: true,
    installed: '1.0.0',
    wantedUp: 1,
  };
  const away = { ping: null, keeperAnswers: false, notedPid: null } as const;
  const refused = { message: 'Too new.', advice: 'pmx update' };
  table(checkDaemon, fine, [
    ['another version', { installed: '1.1.0' }, /^hint: .*1\.0\.0.*1\.1\.0 → pmx update$/],
    [
      'another protocol',
      { ping: { ...ping, hosts: [{ ...host, compatible: false }] } },
      /^hint: keeper.*--hosts/,
    ],
    ['no keeper', { ping: { ...ping, keeperPid: null } }, /^problem: No keeper/],
    ['stopped', { state: 'silent', ping: null }, /^problem: .*does not answer.*kill -9 1;/],
    ['refuses', { state: 'refuses', ping: null, error: refused }, /^problem: Too new. → pmx update$/],
    ['none, none wanted', { ...away, state: 'absent', wantedUp: 0 }, FINE],
    ['none, though wanted', { ...away, state: 'absent' }, /^problem: No daemon runs, and 1 app should be up/],
    ['died', { ...away, state: 'dead', wantedUp: 0 }, /^problem: No daemon runs → .*pmx list/],
    [
      'only the keeper',
      { ...away, state: 'absent', keeperAnswers: true, wantedUp: 0 },
      /^problem: .*the keeper does/,
    ],
  ]);
});

describe('state', () => {
  const file = (path: string) => ({ path, broken: null, apps: 2 });
  const fine: StateFacts = {
    state: file('/h/state.json'),
    dump: file('/h/dump.json'),
    aside: [],
    stalePids: [],
  };
  table(checkState, fine, [
    [
      'broken',
      { dump: { path: '/h/dump.json', broken: 'Unexpected end', apps: null } },
      /^problem: .*dump.json.*Unexpected/,
    ],
    ['set aside', { aside: ['/h/state.json.broken-1'] }, /^hint: .*broken-1/],
    ['a pid file of a dead process', { stalePids: ['/h/daemon.pid'] }, /^hint: .*daemon.pid/],
  ]);
});

describe('apps', () => {
  const apps = (fields: object) => ({ apps: [details({ name: 'api', id: 3, ...fields })] });
  const fine = { ...apps({}), missingInterpreters: [] as string[] };
  table(checkApps, fine, [
    [
      'errored',
      apps({ status: 'errored', cause: 'exit 1' }),
      /^problem: api \(3\) was given up: exit 1 → pmx why 3/,
    ],
    [
      'a crash loop',
      apps({ status: 'waiting restart', unstableRestarts: 5 }),
      /^problem: .*5 times in a row/,
    ],
    ['waits', apps({ status: 'waiting restart' }), /^hint: api \(3\) waits/],
    ['stopped', apps({ status: 'stopped' }), FINE],
    ['lost output', apps({ droppedBytes: 2048 }), /^problem: 2\.0kb of the output of api/],
    [
      'its Node has gone',
      { missingInterpreters: ['/usr/bin/node'] },
      /^problem: \/usr\/bin\/node is gone; api cannot/,
    ],
  ]);

  test('nobody to ask', () => {
    expect(checkApps({ apps: null, missingInterpreters: [] })).toEqual([]);
  });
});

describe('boot', () => {
  const programs = { node: '/usr/bin/node', script: '/usr/bin/pmx', versions: null as string | null };
  const unit = (fields: Partial<UnitFacts> = {}, how: object = {}): { units: UnitFacts[] } => ({
    units: [
      {
        file: '/etc/pmx.service',
        mark: {
          name: 'pmx',
          scope: 'system',
          user: 'deploy',
          pmxHome: '/h',
          programs: { ...programs, ...how },
          keepApps: false,
          stopTimeout: 90,
        },
        enabled: true,
        node: true,
        script: true,
        lingers: true,
        ...fields,
      },
    ],
  });
  table(checkBoot, { ...unit(), stopTimeout: 90, session: null as string | null }, [
    ['no unit', { units: [] }, /^hint: No unit.*→ pmx startup$/],
    ['its Node has gone', unit({ node: false }), /^problem: .* runs \/usr\/bin\/node, which is gone/],
    ['pmx has gone', unit({ script: false }), /^problem: .* runs \/usr\/bin\/pmx, which is gone/],
    [
      'gone, with a version manager',
      unit({ node: false }, { versions: '/nvm' }),
      /^hint: .*will look in \/nvm/,
    ],
    ['not enabled', unit({ enabled: false }), /^problem: .*not enabled/],
    ['nobody can tell whether it is enabled', unit({ enabled: null }), FINE],
    ['no linger', unit({ lingers: false }), /^hint: .*enable-linger deploy/],
    ['slower apps', { stopTimeout: 200 }, /^hint: .*90 s.*200 s/],
    ['in a login session', { session: 'session-3.scope' }, /^hint: .*session-3\.scope/],
  ]);
});

describe('space', () => {
  const GIB = 2 ** 30;
  const volume = (fields: Partial<VolumeFacts>) => ({
    volumes: [{ dir: '/logs', free: 50 * GIB, size: 100 * GIB, inodes: 1000, freeInodes: 900, ...fields }],
  });
  table(checkSpace, { ...volume({}), logBytes: 1000, logFiles: 2, unrotated: [] as string[] }, [
    ['little', volume({ free: GIB / 2 }), /^hint: Only 512\.0mb/],
    ['hardly any', volume({ free: 1000 }), /^problem: Only 1000b are free at \/logs.*flush/],
    ['a small disk, half empty', volume({ free: 5_000_000, size: 10_000_000 }), FINE],
    ['no inodes', volume({ freeInodes: 3 }), /^problem: Only 3 inodes/],
    ['a file system without inodes', volume({ inodes: 0, freeInodes: 0 }), FINE],
    ['no rotation', { unrotated: ['api'] }, /^hint: The logs of api/],
  ]);
});

describe('limits', () => {
  const fine: LimitFacts = {
    openFiles: { used: 20, most: 1024 },
    tasks: { used: 20, most: 1000 },
    processes: null,
    fifos: { used: 30, most: 1024 },
  };
  table(checkLimits, fine, [
    ['files', { openFiles: { used: 1000, most: 1024 } }, /^problem: .*1000 of 1024.*LimitNOFILE/],
    ['tasks', { tasks: { used: 900, most: 1000 } }, /^problem: .*900 of 1000.*TasksMax/],
    ['processes', { processes: { used: 90, most: 100 } }, /^problem: .*90 of 100.*nproc/],
    ['pipes', { fifos: { used: 2000, most: 1024 } }, /^hint: 2000 pipes.*pipe-user-pages-soft/],
    ['nothing is told', { openFiles: null, tasks: null, fifos: null }, FINE],
  ]);
});

describe('surroundings', () => {
  const script = '/lib/pmx/bin/pmx';
  const now = Date.UTC(2026, 5, 1);
  const fine: SurroundingFacts = {
    node: '20.11.1',
    platform: 'linux',
    commands: [{ path: '/usr/bin/pmx', target: script }],
    script,
    now,
    stateWritten: now - 1000,
  };
  const other = { path: '/opt/bin/pmx', target: '/opt/lib/pmx' };
  table(checkSurroundings, fine, [
    ['an old Node', { node: '18.20.0' }, /^problem: Node 18\.20\.0 is too old/],
    ['an odd Node', { node: '23.1.0' }, /^hint: Node 23\.1\.0/],
    ['another system', { platform: 'win32' }, /^problem: .*win32/],
    ['not on PATH', { commands: [] }, /^hint: No pmx is on PATH/],
    ['two of them', { commands: [...fine.commands, other] }, /^hint: .*\/usr\/bin\/pmx, \/opt\/bin\/pmx/],
    ['twice the same', { commands: [...fine.commands, { path: '/bin/pmx', target: script }] }, FINE],
    ['a clock that was never set', { now: 86_400_000, stateWritten: null }, /^problem: The clock says 1970/],
    [
      'a clock that was set back',
      { stateWritten: now + 10 * 86_400_000 },
      /^hint: .*state was written at 2026-06-11/,
    ],
  ]);
});
