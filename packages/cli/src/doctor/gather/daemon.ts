import { connect } from 'node:net';
import type { InstanceDetails, PingResult } from '@pmx/protocol';
import { toPmxError } from '@pmx/protocol';
import { startTimeOf } from '@pmx/system';
import type { Context } from '../../command';
import { VERSION } from '../../version';
import type { DaemonFacts } from '../checks/daemon';
import { pidIn, statOf } from './files';

export interface Asked {
  facts: Omit<DaemonFacts, 'wantedUp'>;
  /** null: there was nobody to ask. */
  apps: InstanceDetails[] | null;
}

/** Never brings a daemon up: what is wrong is to be seen. */
export async function askDaemon(context: Context): Promise<Asked> {
  const { home } = context;
  const noted = pidIn(home.daemonPid);
  const common = {
    notedPid: noted !== null && startTimeOf(noted) !== null ? noted : null,
    keeperAnswers: await answers(home.keeperSocket),
    installed: VERSION,
    error: null,
    ping: null,
  };
  try {
    const client = await context.connect({ launch: false });
    const ping: PingResult = await client.call('ping', {});
    const { apps } = await client.call('describe', { targets: [] });
    return { facts: { ...common, state: 'serves', ping }, apps };
  } catch (thrown) {
    return { facts: { ...common, ...failureOf(thrown, context) }, apps: null };
  }
}

function failureOf(thrown: unknown, { home }: Context): Pick<DaemonFacts, 'state' | 'error'> {
  const { code, message, advice } = toPmxError(thrown);
  if (code === 'PMX_ERR_NOT_RUNNING') {
    return { state: statOf(home.daemonSocket) === null ? 'absent' : 'dead', error: null };
  }
  if (code === 'PMX_ERR_TIMEOUT') return { state: 'silent', error: null };
  return { state: 'refuses', error: { message, advice } };
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
