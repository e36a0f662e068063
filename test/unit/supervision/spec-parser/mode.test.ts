import { problemsOf, specOf } from './support';

const modes: [raw: Record<string, unknown>, mode: string][] = [
  [{}, 'fork'],
  [{ instances: 1 }, 'cluster'],
  [{ instances: 'max', script: 'api.mjs' }, 'cluster'],
  [{ instances: 2, script: 'api.ts' }, 'cluster'],
  [{ instances: 2, exec_mode: 'fork' }, 'fork'],
  [{ instances: 2, exec_mode: 'fork_mode' }, 'fork'],
  [{ exec_mode: 'cluster_mode' }, 'cluster'],
  [{ execMode: 'CLUSTER' }, 'cluster'],
  [{ instances: 2, script: 'api.py' }, 'fork'],
  [{ instances: 2, script: 'api' }, 'fork'],
  [{ instances: 2, script: 'node api.js' }, 'fork'],
  [{ instances: 2, interpreter: 'python3' }, 'fork'],
  [{ instances: 2, interpreter: 'none' }, 'fork'],
  [{ instances: 2, interpreter: 'bun' }, 'fork'],
  [{ instances: 2, interpreter: '/opt/node-20/bin/node', script: 'api' }, 'cluster'],
  [{ exec_mode: 'cluster', script: 'api' }, 'cluster'],
];

test.each(modes)('%j runs in %s mode', (raw, mode) => {
  expect(specOf(raw).execMode).toBe(mode);
});

test.each([{ script: 'api.py' }, { interpreter: 'python3.12' }, { script: 'npm start' }])(
  'a cluster of %j is refused',
  (raw) => {
    expect(problemsOf({ ...raw, exec_mode: 'cluster' })).toMatchObject([
      { field: 'exec_mode', accepted: expect.stringMatching(/^fork: /) },
    ]);
  },
);
