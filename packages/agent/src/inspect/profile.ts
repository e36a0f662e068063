/** Records where time or memory goes, by sampling. */

import type { AgentQuestions } from '@pmx/protocol';
import { writeNewFile } from './file';
import { type Post, withInspector } from './session';

type Profile = AgentQuestions['profile'];

interface Recorder {
  start(post: Post): Promise<unknown>;
  stop(post: Post): Promise<{ profile: object }>;
}

const RECORDERS: Record<Profile['params']['kind'], Recorder> = {
  cpu: {
    async start(post) {
      await post('Profiler.enable');
      await post('Profiler.start');
    },
    stop: (post) => post('Profiler.stop'),
  },
  heap: {
    start: (post) => post('HeapProfiler.startSampling'),
    stop: (post) => post('HeapProfiler.stopSampling'),
  },
};

/** @throws {Error} when `signal` ends it, or the file cannot be written */
export async function profile(
  { kind, duration, file }: Profile['params'],
  signal: AbortSignal,
): Promise<Profile['result']> {
  const { start, stop } = RECORDERS[kind];
  const bytes = await writeNewFile(file, (handle) =>
    withInspector(async (post) => {
      await start(post);
      await wait(duration, signal);
      const recorded = await stop(post);
      await handle.writeFile(JSON.stringify(recorded.profile));
    }),
  );
  return { file, bytes };
}

/** Holds no process alive. */
function wait(duration: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, duration).unref();
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('It was given up.'));
    });
  });
}
