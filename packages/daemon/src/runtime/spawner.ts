/** From a slot to the request that starts its program. Resolved anew at each start, so that a flipped symlink counts. */

import { statSync } from 'node:fs';
import type { SpawnParams } from '@pmx/protocol';
import type { AppSpec } from '@pmx/supervision';
import { isSuccessor, type Launched, processKey, releaseOf, type Slot } from '../apps/app';
import { appVersion } from '../apps/app-version';
import { logFilesOf, sinksOf } from '../apps/log-files';
import { childEnvironment, type Launch, resolveLaunch, type Surroundings } from '../launch';

/** Milliseconds that a new version must live through in a reload, once it could listen, before it takes connections. */
const PROBATION = 220;

export class Spawner {
  constructor(private readonly surroundings: Surroundings) {}

  /**
   * Finds the program and puts together its environment and log files.
   * @throws {PmxError} when the program, its interpreter, its folder or its user does not exist
   */
  async prepare(slot: Slot, generation: number): Promise<SpawnParams> {
    const { spec, inherited } = releaseOf(slot);
    const launch = await resolveLaunch(spec, inherited, this.surroundings);
    const key = processKey(slot.id, generation);
    const launched = describe(slot, spec, launch);
    slot.launched = launched;
    // For lists alone: the start does not wait for it.
    void appVersion(launch.scriptPath).then((version) => {
      launched.version = version;
    });
    const { files } = launched;
    return {
      key,
      file: launch.file,
      args: launch.args,
      argv0: launch.argv0,
      cwd: spec.cwd,
      env: childEnvironment(
        spec,
        inherited,
        { id: slot.id, index: slot.index, key, probation: isSuccessor(slot) ? PROBATION : 0 },
        launch,
        this.surroundings,
      ),
      uid: launch.uid,
      gid: launch.gid,
      out: sinksOf([files.out, files.combined], spec.logs, spec.name, slot.id),
      error: sinksOf([files.error, files.combined], spec.logs, spec.name, slot.id),
    };
  }
}

function describe(slot: Slot, spec: AppSpec, launch: Launch): Launched {
  const files = logFilesOf(spec, slot.id);
  return {
    host: spec.execMode === 'cluster' ? 'primary' : 'keeper',
    script: launch.scriptPath,
    interpreter: launch.interpreter,
    nodeVersion: launch.nodeVersion,
    version: slot.launched?.version ?? null,
    reportsBoot: launch.reportsBoot,
    at: Date.now(),
    files,
    logOffsets: { out: sizeOf(files.out), error: sizeOf(files.error) },
  };
}

function sizeOf(path: string | null): number {
  return path === null ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
}
