import type { Machine } from '../../../../packages/cli/src/boot/machine';
import type { Recipe } from '../../../../packages/cli/src/boot/recipe';
import type { RunResult } from '../../../../packages/cli/src/boot/run-result';

export function recipe(fields: Partial<Recipe> = {}): Recipe {
  return {
    name: 'pmx-deploy',
    scope: 'system',
    user: 'deploy',
    uid: 1000,
    userHome: '/home/deploy',
    pmxHome: '/home/deploy/.pmx',
    path: '/usr/local/bin:/usr/bin:/bin',
    programs: { node: '/usr/bin/node', script: '/usr/bin/pmx', versions: null },
    keepApps: false,
    stopTimeout: 90,
    ...fields,
  };
}

/** A machine in memory: its files, its users, and the commands that were run. */
export class FakeMachine implements Machine {
  platform: NodeJS.Platform = 'linux';
  uid = 0;
  env: Record<string, string> = { PATH: '/usr/bin:/bin', HOME: '/root' };
  execPath = '/usr/bin/node';
  script = '/usr/lib/node_modules/pmx/bin/pmx';
  readonly files = new Map<string, string>([['/run/systemd/system', '']]);
  readonly links = new Map<string, string>();
  readonly ran: string[] = [];
  /** Beginnings of commands that fail. */
  refuses: string[] = [];

  exists = (path: string): boolean => this.files.has(path);
  read = (path: string): string | null => this.files.get(path) ?? null;
  realpath = (path: string): string | null => this.links.get(path) ?? null;
  remove = (path: string): void => void this.files.delete(path);
  write = (path: string, content: string): void => void this.files.set(path, content);

  list = (dir: string): string[] =>
    [...this.files.keys()]
      .filter((path) => path.startsWith(`${dir}/`))
      .map((path) => path.slice(dir.length + 1))
      .filter((name) => !name.includes('/'));

  run = async (words: readonly string[]): Promise<RunResult> => {
    const line = words.join(' ');
    this.ran.push(line);
    const refused = this.refuses.some((beginning) => line.startsWith(beginning));
    return { code: refused ? 1 : 0, output: '', problem: refused ? 'refused' : '' };
  };

  account = async (user: string | number) => {
    const accounts = [
      { name: 'root', uid: 0, home: '/root' },
      { name: 'deploy', uid: 1000, home: '/home/deploy' },
    ];
    return accounts.find(({ name, uid }) => name === user || uid === user) ?? null;
  };
}
