/** pmx of another version, built into a folder of its own. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './command';

export interface OtherVersion {
  /** Its command; for `CommandOptions.bin`. */
  bin: string;
  /** Its folder of programs. */
  dist: string;
  remove(): void;
}

export interface VersionFields {
  version: string;
  /** Absent: the protocol of the version under test. */
  protocol?: number;
}

export function buildVersion({ version, protocol }: VersionFields): OtherVersion {
  const dir = mkdtempSync(join(tmpdir(), `pmx-${version}-`));
  const dist = join(dir, 'dist');
  const more = protocol === undefined ? [] : ['--protocol', String(protocol)];
  execFileSync(process.execPath, [join(root, 'bin/build.mjs'), '--out', dist, '--version', version, ...more]);
  // What the bundles leave to be installed beside them.
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  mkdirSync(join(dir, 'bin'));
  const bin = join(dir, 'bin/pmx');
  writeFileSync(bin, `#!/usr/bin/env node\nrequire('../dist/cli.cjs');\n`, { mode: 0o755 });
  return { bin, dist, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
