import { type InstanceState, newInstance } from '@pmx/supervision';
import { goalDown, goalUp } from '../../../../packages/daemon/src/runtime/outcome';

const state = (change: Partial<InstanceState>): InstanceState => ({ ...newInstance('up'), ...change });
const exit = (generation: number, code: number) => ({
  status: { kind: 'code', code } as const,
  uptime: 60,
  generation,
  requested: false,
  failure: null,
});

describe('up', () => {
  const goal = goalUp(2);

  test('is open while it launches, or while the old one still ends', () => {
    expect(goal(state({ phase: 'launching', generation: 2 }), false)).toBeNull();
    expect(goal(state({ phase: 'online', generation: 1 }), false)).toBeNull();
    expect(goal(state({ phase: 'stopping', generation: 1, lastExit: exit(1, 0) }), false)).toBeNull();
    expect(goal(state({ phase: 'launching', generation: 2, lastExit: exit(1, 9) }), false)).toBeNull();
  });

  test('is reached online', () => {
    expect(goal(state({ phase: 'online', generation: 2 }), false)).toEqual({ kind: 'reached' });
  });

  test('is reached by a job that has finished', () => {
    expect(goal(state({ phase: 'stopped', generation: 2, lastExit: exit(2, 0) }), false)).toEqual({
      kind: 'reached',
    });
  });

  test.each(['waiting', 'errored', 'launching'] as const)(
    'has failed when it ended on the way (%s)',
    (phase) => {
      const generation = phase === 'launching' ? 3 : 2;
      const outcome = goal(state({ phase, generation, lastExit: exit(2, 9) }), false);
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'exited with code 9 after 60 ms' });
    },
  );

  test('is superseded by a stop', () => {
    expect(goal(state({ desired: 'down', phase: 'launching', generation: 2 }), false)?.kind).toBe(
      'superseded',
    );
    expect(goal(state({ phase: 'online', generation: 1 }), true)?.kind).toBe('superseded');
  });
});

describe('down', () => {
  test('is reached when it is stopped, and not before', () => {
    expect(goalDown(state({ desired: 'down', phase: 'stopping' }), false)).toBeNull();
    expect(goalDown(state({ desired: 'down', phase: 'stopped' }), false)).toEqual({ kind: 'reached' });
  });

  test('is superseded by a start', () => {
    expect(goalDown(state({ phase: 'stopping' }), false)?.kind).toBe('superseded');
  });
});
