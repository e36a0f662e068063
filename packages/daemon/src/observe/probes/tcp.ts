import type { ProbeSpec } from '@pmx/supervision';
import type { Attempt } from './types';

/** A connection that is accepted. */
export const probeTcp: Attempt<Extract<ProbeSpec, { kind: 'tcp' }>> = async ({ host, port }, _, signal) => {
  const { connect } = await import('node:net');
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.on('error', reject);
    socket.on('connect', () => {
      // Ended in order, so that the program does not see a reset.
      socket.end(() => socket.destroy());
      resolve();
    });
  });
};
