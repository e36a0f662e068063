/** `require('pmx')`: the API for programs, bound to the program's own surroundings. */

import { join, resolve } from 'node:path';
import { homeAt } from '@pmx/system';
import type { Client, ClientEvents } from './client';
import { connectTo } from './connect';
import { Pmx } from './pmx';

export interface ConnectParams {
  /** Folder of the home; by default `$PMX_HOME`, or else `~/.pmx`. */
  home?: string;
  /** false: reject with PMX_ERR_NOT_RUNNING when no daemon runs. By default it is launched. */
  launch?: boolean;
}

/**
 * Connects to the daemon, and launches it when none runs.
 * @throws {PmxError} PMX_ERR_NOT_RUNNING, PMX_ERR_DAEMON_START, PMX_ERR_HOME_UNSAFE
 */
export async function connect(params: ConnectParams = {}): Promise<Pmx> {
  const env = process.env as Record<string, string>;
  const home = homeAt(resolve(params.home ?? env.PMX_HOME ?? join(env.HOME ?? '/', '.pmx')));
  const daemon = params.launch === false ? null : { file: join(__dirname, 'daemon.cjs'), env };
  const open = (events: ClientEvents = {}): Promise<Client> => connectTo(home, { ...events, daemon });
  return new Pmx(await open(), open, { cwd: process.cwd(), env: { ...env } });
}

export { PmxError } from '@pmx/protocol';
export { type App, type Names, Pmx, type StartOptions } from './pmx';
