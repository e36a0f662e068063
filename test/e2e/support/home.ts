/** A pmx of its own for one test: a temporary home, a folder to work in, and everything that it started. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { homeAt } from '@pmx/system';
import { type CommandOptions, type Follower, followPmx, type Outcome, runPmx, shown } from './command';
import { pmxProcesses } from './pmx-processes';
import { endAll, type Identity, identifyGroup } from './processes';
import { until } from './until';

/** An instance as `jlist` tells it. */
export interface Instance {
  pid: number;
  name: string;
  pm_id: number;
  monit: { memory: number; cpu: number };
  pm2_env: {
    status: string;
    restart_time: number;
    pm_uptime: number;
    pm_exec_path: string;
    pm_out_log_path: string;
    pm_err_log_path: string;
    exec_mode: string;
    namespace: string;
    env: Record<string, string>;
    [field: string]: unknown;
  };
}

/** A line that a fixture wrote when it was up. */
export interface Announcement {
  pid: number;
  [fact: string]: unknown;
}

export class TestHome {
  /** Where the commands run and the tests' files are. */
  readonly work: string;
  readonly env: Record<string, string>;
  private readonly announced: string;
  private readonly paths;
  private readonly followers: Follower[] = [];
  private disposed = false;

  constructor(
    readonly dir: string,
    homeName: string,
  ) {
    this.work = join(dir, 'work');
    this.announced = join(this.work, 'announced');
    this.paths = homeAt(join(dir, homeName));
    mkdirSync(this.work);
    this.env = { ...cleanEnvironment(), PMX_HOME: this.paths.dir, ANNOUNCE: this.announced };
  }

  /** The folder that PMX_HOME names. */
  get home(): string {
    return this.paths.dir;
  }

  get logs(): string {
    return this.paths.logDir;
  }

  /** @throws {Error} when the command hangs, or the test is over */
  async pmx(args: string[], options: CommandOptions = {}): Promise<Outcome> {
    if (this.disposed) throw new Error('The test is over.');
    return this.run(args, options);
  }

  private run(args: string[], options: CommandOptions = {}): Promise<Outcome> {
    return runPmx(args, { cwd: this.work, ...options, env: { ...this.env, ...options.env } });
  }

  /** Starts a command that goes on until the test is over, at the latest. */
  follow(args: string[], onLine: (line: string) => void): Follower {
    const follower = followPmx(args, { cwd: this.work, env: this.env }, onLine);
    this.followers.push(follower);
    return follower;
  }

  /**
   * Runs a command that must succeed, and gives its standard output.
   * @throws {Error} with all that it said, when it fails
   */
  async ok(args: string[], options: CommandOptions = {}): Promise<string> {
    const outcome = await this.pmx(args, options);
    if (outcome.code !== 0) throw new Error(`pmx ${args.join(' ')}: ${shown(outcome)}`);
    return outcome.stdout;
  }

  /**
   * Runs a command that must fail with exit code 1, and gives all that it said.
   * @throws {Error} when it does not
   */
  async fails(args: string[], options: CommandOptions = {}): Promise<string> {
    const outcome = await this.pmx(args, options);
    if (outcome.code !== 1) throw new Error(`pmx ${args.join(' ')} did not fail: ${shown(outcome)}`);
    return outcome.stdout + outcome.stderr;
  }

  /** What a command that must succeed printed, which must be JSON alone. */
  async json<T = unknown>(args: string[], options: CommandOptions = {}): Promise<T> {
    return JSON.parse(await this.ok(args, options)) as T;
  }

  list(): Promise<Instance[]> {
    return this.json<Instance[]>(['jlist']);
  }

  /** The instances of one app. */
  async instances(name: string): Promise<Instance[]> {
    return (await this.list()).filter((instance) => instance.name === name);
  }

  /** The only instance of an app. */
  async app(name: string): Promise<Instance> {
    const found = await this.instances(name);
    if (found.length !== 1) throw new Error(`${found.length} instances of ${name}`);
    return found[0]!;
  }

  waitFor<T>(condition: () => T | Promise<T>, what: string): Promise<Exclude<T, false | null | undefined>> {
    return until(condition, what);
  }

  waitForStatus(name: string, status: string): Promise<Instance> {
    return until(async () => {
      const instance = await this.app(name);
      return instance.pm2_env.status === status && instance;
    }, `${name} to be ${status}`);
  }

  /** Writes a file into the work folder, and gives its path. */
  write(name: string, content: string | object, mode = 0o644): string {
    const file = join(this.work, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode });
    return file;
  }

  /** A JSON config file with these apps. */
  config(apps: object[], name = 'apps.json'): string {
    return this.write(name, { apps });
  }

  /** A log file of an app; empty when there is none. */
  log(name: string, stream: 'out' | 'error' = 'out'): string {
    return read(join(this.logs, `${name}-${stream}.log`));
  }

  /** What the fixtures have announced, oldest first. */
  announcements(): Announcement[] {
    const lines = read(this.announced).split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Announcement);
  }

  daemonPid(): number {
    return Number(read(this.paths.daemonPid));
  }

  keeperPid(): number {
    return Number(read(this.paths.keeperPid));
  }

  /** The logs of pmx itself, for the report of a failed test. */
  ownLogs(): string {
    const files = [this.paths.daemonLog, this.paths.keeperLog];
    return files.map((file) => `--- ${file}\n${read(file)}`).join('\n');
  }

  /** Ends pmx by its own command, then by pid whatever is left, and removes the folder. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all(this.followers.map((follower) => follower.end()));
    const before = this.processes();
    if (this.daemonPid() > 0) await this.run(['kill']).catch(() => {});
    await endAll([...before, ...this.processes()]);
    await this.endManagers();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    rmSync(this.paths.socketDir, { recursive: true, force: true });
  }

  /** One that was just being started is in no record yet, and would fill the folder again. */
  private async endManagers(): Promise<void> {
    for (;;) {
      const managers = pmxProcesses(this.home).flatMap(identifyGroup);
      if (managers.length === 0) return;
      await endAll(managers);
    }
  }

  /** The keeper first: it would bring the daemon back. */
  private processes(): Identity[] {
    const announced = this.announcements().map(({ pid }) => pid);
    const pids = [this.keeperPid(), this.daemonPid(), ...this.recordedPids(), ...announced];
    return [...new Set(pids)].filter((pid) => pid > 0).flatMap(identifyGroup);
  }

  /** Those of the keeper's programs and of each primary's workers. */
  private recordedPids(): number[] {
    return filesIn(this.paths.runDir)
      .filter((name) => name.endsWith('.json'))
      .map((name) => pidIn(read(join(this.paths.runDir, name))));
  }
}

/**
 * A new home; dispose of it whatever happens (`e2e` does).
 * @param name of its folder, inside of the test's own
 */
export const createHome = (name = 'home'): TestHome =>
  new TestHome(mkdtempSync(join(tmpdir(), 'pmx-e2e-')), name);

/** What a test was started with must not reach the programs that it starts. */
function cleanEnvironment(): Record<string, string> {
  const foreign = /^(PMX_|PM2_|npm_|JEST_|NODE_|PORT$|FORCE_COLOR$|NO_COLOR$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function filesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

function pidIn(record: string): number {
  try {
    return Number((JSON.parse(record) as { pid: unknown }).pid) || 0;
  } catch {
    return 0;
  }
}
