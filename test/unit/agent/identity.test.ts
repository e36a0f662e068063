import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hidePreload, takeIdentity } from '../../../packages/agent/src/identity';

describe('takeIdentity', () => {
  test('reads it and removes it', () => {
    const env = { PMX_AGENT: '{"socket":"/s","key":"1.2","more":1}', OTHER: 'x' };
    expect(takeIdentity(env)).toEqual({ socket: '/s', key: '1.2', probation: 0, stopSignal: 'SIGINT' });
    expect(env).toEqual({ OTHER: 'x' });
  });

  test.each(['', '{', 'null', '[]', '{"socket":"/s"}', '{"socket":1,"key":"k"}'])(
    '%j is none, and is removed',
    (text) => {
      const env = { PMX_AGENT: text };
      expect(takeIdentity(env)).toBeNull();
      expect(env).toEqual({});
    },
  );

  test('no variable, no identity', () => {
    expect(takeIdentity({})).toBeNull();
  });
});

describe('hidePreload', () => {
  test('removes its own pair, and no other', () => {
    const execArgv = ['--require', '/other.js', '--require', '/agent.cjs', '--trace-gc'];
    hidePreload(execArgv, '/agent.cjs');
    expect(execArgv).toEqual(['--require', '/other.js', '--trace-gc']);
  });

  test('knows itself by a link', () => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'pmx-identity-')));
    try {
      writeFileSync(join(dir, 'agent.cjs'), '');
      symlinkSync('agent.cjs', join(dir, 'link.cjs'));
      const execArgv = ['--require', join(dir, 'link.cjs')];
      hidePreload(execArgv, join(dir, 'agent.cjs'));
      expect(execArgv).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test.each([[[]], [['--require']], [['/agent.cjs']], [['--require', '/gone.cjs']]])(
    'leaves %j',
    (execArgv: string[]) => {
      const before = [...execArgv];
      hidePreload(execArgv, '/agent.cjs');
      expect(execArgv).toEqual(before);
    },
  );
});
