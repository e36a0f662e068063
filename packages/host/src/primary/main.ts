/** The process of a cluster primary. */

import { chmodSync, mkdirSync, writeSync } from 'node:fs';
import { isRecord, PRIMARY_VARIABLE, type PrimaryIdentity, toPmxError } from '@pmx/protocol';
import { acquireLock } from '@pmx/system';
import { listenAt } from '../listen';
import { USUAL_UMASK } from '../start-program';
import { Primary } from './primary';
import { loadCluster } from './worker-launcher';

declare const __PMX_VERSION__: string;

function log(message: string): void {
  try {
    writeSync(2, `${new Date().toISOString()} ${message}\n`);
  } catch {
    // A full disk: the workers matter more than our own log.
  }
}

function takeIdentity(): PrimaryIdentity {
  const value: unknown = JSON.parse(process.env[PRIMARY_VARIABLE] ?? 'null');
  delete process.env[PRIMARY_VARIABLE];
  if (!isRecord(value)) throw new Error(`${PRIMARY_VARIABLE} is not set.`);
  return value as unknown as PrimaryIdentity;
}

async function main(): Promise<void> {
  const identity = takeIdentity();
  process.title = `pmx primary ${identity.app}`;
  // What it makes is ours alone (invariant 8).
  process.umask(0o077);
  mkdirSync(identity.runDir, { recursive: true });
  chmodSync(identity.runDir, 0o700);
  const lock = acquireLock(identity.runDir, 'primary');
  const primary = new Primary({
    identity,
    version: __PMX_VERSION__,
    startWorker: loadCluster(identity.scheduling),
    log,
    // The answer goes out first.
    onEnd: (why) => setImmediate(() => end(why)),
  });
  await primary.adopt();
  const server = await listenAt(identity.socket, (socket) => primary.link.accept(socket));
  // From here on it binds the Unix sockets of the app, which others are to reach. Its own files say their mode.
  process.umask(USUAL_UMASK);
  log(`The cluster primary of ${identity.app} runs with pid ${process.pid}, Node ${process.version}.`);

  function end(why: string): void {
    log(`The cluster primary of ${identity.app} ends: ${why}.`);
    primary.close();
    server.close();
    lock.release();
    setImmediate(() => process.exit(0));
  }
  process.once('SIGTERM', () => end('SIGTERM'));
}

// A terminal's signals are for programs in it; the primary outlives it.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGPIPE'] as const) process.on(signal, () => {});
// A fault of ours must not cost the app its listening sockets: it is told, and life goes on.
process.on('uncaughtException', (error) => log(`Fault in the cluster primary: ${error.stack}`));

main().catch((error) => {
  log(`The cluster primary can't start: ${toPmxError(error).message}`);
  process.exit(1);
});
