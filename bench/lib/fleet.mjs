/** Many small programs that announce themselves in one file. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { now, until } from './measure.mjs';
import { isAlive } from './processes.mjs';

const programs = join(dirname(fileURLToPath(import.meta.url)), '../programs');

export const program = (file) => join(programs, file);

/** The kinds of small program that are measured apart. */
export const KINDS = { shell: 'sleeper.sh', Node: 'idler.js' };

/** Bytes that each program announces itself with: its pid and the line's end. */
const ANNOUNCEMENT = 11;

export class Fleet {
  constructor(session, file, count) {
    this.session = session;
    this.count = count;
    this.announced = join(session.home, 'announced');
    const env = { ANNOUNCE: this.announced };
    this.config = session.config(
      Array.from({ length: count }, (_, index) => ({ name: `app-${index}`, script: program(file), env })),
    );
  }

  start() {
    return this.bringUp('start', this.config);
  }

  restart() {
    return this.bringUp('restart', 'all');
  }

  /** Milliseconds until the command has returned and every program has run its first line. */
  async bringUp(...command) {
    const before = await this.pids();
    writeFileSync(this.announced, '');
    const begin = now();
    const all = until(() => this.complete(), `${this.count} programs up`).then(now);
    all.catch(() => {});
    try {
      await this.session.run(...command);
      const returned = now();
      const time = Math.max(returned, await all) - begin;
      await this.check(before);
      return time;
    } finally {
      this.announcedPids();
    }
  }

  /** Milliseconds until the command has returned and every program has ended. */
  async delete() {
    const before = this.announcedPids();
    const begin = now();
    await this.session.run('delete', 'all');
    await until(() => !before.some(isAlive), 'the end of all programs');
    const time = now() - begin;
    if ((await this.session.list()).length > 0) throw new Error('the list is not empty after delete');
    return time;
  }

  complete() {
    return statSync(this.announced).size >= this.count * ANNOUNCEMENT;
  }

  /** Told by the programs themselves, so that they are ended even if the tool has lost them. */
  announcedPids() {
    const pids = readFileSync(this.announced, 'utf8').split('\n').slice(0, -1).map(Number);
    for (const pid of pids) this.session.see(pid);
    return pids;
  }

  async pids() {
    return (await this.session.list()).map(({ pid }) => pid).filter(Boolean);
  }

  /** Every program runs, once, and none is one of those before. */
  async check(before) {
    const list = await this.session.list();
    const up = list.filter(({ status, pid }) => status === 'online' && isAlive(pid) && !before.includes(pid));
    const announced = this.announcedPids();
    if (up.length !== this.count || announced.length !== this.count || before.some(isAlive)) {
      const statuses = [...new Set(list.map(({ status }) => status))].join(', ');
      throw new Error(
        `${this.session.tool.name}: ${up.length} of ${this.count} are up (${statuses}), ${announced.length} have announced themselves, ${before.filter(isAlive).length} old ones live`,
      );
    }
  }
}
