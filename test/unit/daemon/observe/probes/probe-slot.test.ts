import { tmpdir } from 'node:os';
import type { RawApp } from '@pmx/supervision';
import type { Slot } from '../../../../../packages/daemon/src/apps/app';
import type { ProbeResult } from '../../../../../packages/daemon/src/observe/probes';
import { probeSlot } from '../../../../../packages/daemon/src/observe/probes/probe-slot';
import { registryOf } from '../../support';
import { failed } from './support';

/** What a command prints that runs as the probe of the app's second instance. */
function printed(command: string, raw: RawApp): Promise<ProbeResult> {
  const registry = registryOf({ script: 'api.py', instances: 2, cwd: tmpdir(), ...raw });
  const slot = registry.slots()[1] as Slot;
  slot.app.inherited = { PATH: '/usr/bin:/bin', SHELL_WAS: 'here' };
  const signal = new AbortController().signal;
  return probeSlot(slot, { kind: 'command', command: `echo ${command}; exit 1` }, 20_000, signal);
}

const prints = (text: string) => failed(`its command exited with code 1: ${text}`);

test('the instance’s own environment and folder', async () => {
  const env = { PORT: '3000', MODE: 'test' };
  expect(await printed('$PORT $MODE $SHELL_WAS $NODE_APP_INSTANCE', { env })).toEqual(
    prints('3000 test here 1'),
  );
  expect(await printed('$PORT', { env, increment_var: 'PORT' })).toEqual(prints('3001'));
  expect(await printed('[$PMX_AGENT$SHELL_WAS]', { filter_env: 'SHELL_' })).toEqual(prints('[]'));
  expect(await printed('$(pwd -P)', { cwd: '/' })).toEqual(prints('/'));
});

test('a user that does not exist is a failure like any other', async () => {
  expect(await printed('x', { uid: 'no-such-user' })).toEqual(failed(/no-such-user/));
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('the app’s own user', async () => {
  expect(await printed('$(id -un) $USER', { uid: 'nobody', cwd: '/' })).toEqual(prints('nobody nobody'));
});
