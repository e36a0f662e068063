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
    await this.session.run(...command);
    const returned = now();
    const time = Math.max(returned, await all) - begin;
    await this.check(before);
    return time;
  }

  /** Milliseconds until the command has returned and every program has ended. */
  async delete() {
    const before = await this.pids();
    const begin = now();
    await this.session.run('delete', 'all');
    await until(() => !before.some(isAlive), 'the end of all programs');
    const time = now() - begin;
    if ((await this.session.list()).length > 0) throw new Error('the list is not empty after delete');
    return time;
  }

  complete() {
    return statSync(this.announced).size >= this.count;
  }

  async pids() {
    return (await this.session.list()).map(({ pid }) => pid).filter(Boolean);
  }

  /** Every program runs, once, and none is one of those before. */
  async check(before) {
    const list = await this.session.list();
    const up = list.filter(({ status, pid }) => status === 'online' && isAlive(pid) && !before.includes(pid));
    const announced = readFileSync(this.announced).length;
    if (up.length !== this.count || announced !== this.count || before.some(isAlive)) {
      throw new Error(`${up.length} of ${this.count} are up, ${announced} have announced themselves`);
    }
  }
}
