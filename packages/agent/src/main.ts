/**
 * Preloaded with `node --require <this> app.js`. Whatever goes wrong in here, the app runs as if it was not there.
 */

import { isMainThread } from 'node:worker_threads';
import { startAgent } from './agent';
import { blockOutput } from './blocking-output';
import { hidePreload, takeIdentity } from './identity';

declare const __PMX_VERSION__: string | undefined;

function main(): void {
  const identity = takeIdentity(process.env);
  if (identity === null && isMainThread) return;
  hide();
  // The worker threads of an app are preloaded too, and have no identity.
  if (identity === null || !isMainThread) return;
  blockOutput(process);
  startAgent({
    identity,
    commandLine: {
      execArgv: process.execArgv,
      nodeOptions: process.env.NODE_OPTIONS ?? '',
      script: process.argv[1] ?? '',
      nodeVersion: process.versions.node,
    },
    version: typeof __PMX_VERSION__ === 'string' ? __PMX_VERSION__ : null,
  });
}

function hide(): void {
  hidePreload(process.execArgv, __filename);
  delete require.cache[__filename];
}

try {
  main();
} catch {
  // The app knows nothing of the agent and must not fail for it.
}
