/** Specs and folders for launch tests. Nothing is executed: programs are files with the right bytes and permissions. */

import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AppSpec, parseSpec, type RawApp } from '@pmx/supervision';
import { type Launch, resolveLaunch } from '../../../packages/daemon/src/launch';

export class Bench {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'pmx-launch-')));
  readonly bin = join(this.dir, 'bin');
  readonly agentFile: string;

  constructor() {
    mkdirSync(this.bin);
    this.agentFile = this.write('agent.cjs', '');
  }

  /** Below the folder, which is every app's cwd. */
  write(name: string, text: string | Buffer = '', mode = 0o644): string {
    const file = join(this.dir, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  }

  /** An executable on the PATH of `inherited`. */
  command(name: string, text: string | Buffer = ELF): string {
    return this.write(`bin/${name}`, text, 0o755);
  }

  spec(raw: RawApp): AppSpec {
    const context = {
      cwd: this.dir,
      logDir: this.dir,
      cores: 2,
      homeDir: this.dir,
      envName: null,
      configFile: null,
    };
    const result = parseSpec({ name: 'app', exec_mode: 'fork', ...raw }, context, 'app');
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.spec;
  }

  launch(raw: RawApp, { nodePath = process.execPath } = {}): Promise<Launch> {
    const surroundings = { nodePath, agentFile: this.agentFile, agentSocket: '/home/agent.sock' };
    return resolveLaunch(this.spec(raw), { PATH: this.bin }, surroundings);
  }

  end(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export const ELF = Buffer.from('7f454c4602010100', 'hex');
