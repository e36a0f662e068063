/** What the probes of an instance see: its folder, its environment, its user. */

import type { ProbeSpec } from '@pmx/supervision';
import { currentKey, releaseOf, type Slot } from '../../apps/app';
import { childEnvironment } from '../../launch';
import { resolveUser } from '../../launch/account';
import { probe } from './index';
import type { ProbeResult, ProbeSurroundings } from './types';

/** Probes one instance. Never throws. */
export async function probeSlot(
  slot: Slot,
  spec: ProbeSpec,
  timeout: number,
  signal: AbortSignal,
): Promise<ProbeResult> {
  try {
    return await probe(spec, { ...(await surroundingsOf(slot)), timeout, signal });
  } catch (error) {
    return { ok: false, reason: (error as Error).message };
  }
}

/**
 * A command runs as the app's own user: that one may write to the script, and must not get to be root by it.
 * @throws {PmxError} PMX_ERR_USER
 */
async function surroundingsOf(slot: Slot): Promise<ProbeSurroundings> {
  const { spec, inherited } = releaseOf(slot);
  const { uid, gid, account } = await resolveUser(spec.uid, spec.gid, process.getuid?.() ?? 0);
  const identity = { id: slot.id, index: slot.index, key: currentKey(slot), probation: 0 };
  const env = childEnvironment(spec, inherited, identity, { reportsBoot: false, account }, null);
  return { cwd: spec.cwd, env, uid, gid };
}
