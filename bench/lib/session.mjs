/** One tool with a temporary home of its own, and everything that it started. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './command.mjs';
import { endAll, identify } from './processes.mjs';
import { requireBuilt } from './tools.mjs';

/** Sessions that are open, so that an interrupted run leaves nothing behind. */
const open = new Set();

export const closeAll = () => Promise.all([...open].map((session) => session.close()));

/** Runs `action` with a session of each tool, which are closed whatever happens. */
export async function withSessions(tools, action) {
  const sessions = {};
  try {
    for (const tool of tools) sessions[tool.name] = await Session.open(tool);
    return await action(sessions);
  } finally {
    for (const session of Object.values(sessions)) await session.close();
  }
}

export class Session {
  /** Processes seen so far: those of the tool and those of the programs. */
  seen = new Map();

  /** A home with a running daemon. */
  static async open(tool) {
    requireBuilt(tool);
    const session = new Session(tool, mkdtempSync(join(tmpdir(), `bench-${tool.name}-`)));
    open.add(session);
    await session.run('jlist');
    session.managers();
    return session;
  }

  constructor(tool, home) {
    this.tool = tool;
    this.home = home;
    this.env = { ...process.env, ...tool.env, [tool.homeVariable]: home };
  }

  /** Writes a config file into the home. */
  config(apps) {
    const file = join(this.home, 'apps.json');
    writeFileSync(file, JSON.stringify({ apps }));
    return file;
  }

  /** Runs a command of the tool to its end. Rejects when it fails. */
  run(...args) {
    return runNode([this.tool.bin, ...args], { env: this.env, cwd: this.home });
  }

  /** The tool's own list of instances. */
  async list() {
    const text = await this.run('jlist');
    const apps = JSON.parse(text.slice(text.indexOf('[')));
    for (const { pid } of apps) this.see(pid);
    return apps.map(({ pid, name, pm2_env }) => ({ pid, name, status: pm2_env.status }));
  }

  /** Pids of the tool's own processes. */
  managers() {
    return this.tool.pidFiles.map((name) => {
      const pid = this.pidIn(name);
      if (pid === null) throw new Error(`${this.tool.name} has no ${name}`);
      return pid;
    });
  }

  /** A pid that the tool has recorded; null: there is no such record. */
  pidIn(name) {
    try {
      const pid = Number(readFileSync(join(this.home, name), 'utf8'));
      this.see(pid);
      return pid;
    } catch {
      return null;
    }
  }

  see(pid) {
    const identity = pid ? identify(pid) : null;
    if (identity) this.seen.set(`${pid} ${identity.startTime}`, identity);
  }

  /** Ends the tool by its own command, then by pid whatever it left, and removes the home. */
  async close() {
    if (!open.delete(this)) return;
    await this.list().catch(() => {});
    const seeManagers = () => this.tool.pidFiles.map((name) => this.pidIn(name));
    seeManagers();
    await this.run('kill').catch(() => {});
    seeManagers();
    await endAll([...this.seen.values()]);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
