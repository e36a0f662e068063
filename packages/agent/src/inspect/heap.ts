/** Looks into the heap. */

import type { AgentQuestions } from '@pmx/protocol';
import { writeNewFile } from './file';
import { withInspector } from './session';

type Snapshot = AgentQuestions['heapSnapshot'];

/** Written as it is made; the process stands still for all of it. */
export async function heapSnapshot({ file }: Snapshot['params']): Promise<Snapshot['result']> {
  const { writeSync }: typeof import('node:fs') = require('node:fs');
  let pause = 0;
  const bytes = await writeNewFile(file, ({ fd }) =>
    withInspector(async (post, session) => {
      let failure: unknown = null;
      session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => {
        // A full disk: what V8 calls cannot throw, so that the error waits.
        try {
          if (failure === null) writeSync(fd, params.chunk);
        } catch (error) {
          failure = error;
        }
      });
      const begun = performance.now();
      await post('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
      pause = performance.now() - begun;
      if (failure !== null) throw failure;
    }),
  );
  return { file, bytes, pause };
}

/** A full collection. */
export async function collectGarbage(): Promise<AgentQuestions['gc']['result']> {
  const before = process.memoryUsage().heapUsed;
  await withInspector((post) => post('HeapProfiler.collectGarbage'));
  return { before, after: process.memoryUsage().heapUsed };
}
