import { accountIn } from '../../../../packages/cli/src/boot/accounts';
import { shellQuote } from '../../../../packages/cli/src/boot/command-line';
import { stopTimeoutFor } from '../../../../packages/cli/src/boot/stop-timeout';

test.each([
  ['no app', [], 90],
  ['few apps', [10_000, 10_000], 90],
  ['a slow one', [120_000], 150],
  ['they may depend on one another', [60_000, 60_000, 60_000], 210],
  ['hundreds do not', Array(500).fill(10_000), 930],
  ['one that takes longer than any chain', [2_000_000], 2_030],
])('the init system waits: %s', (_, killTimeouts, seconds) => {
  expect(stopTimeoutFor(killTimeouts as number[])).toBe(seconds);
});

const PASSWD = `root:x:0:0:root:/root:/bin/bash
deploy:x:1000:1000:Deploy,,,:/home/deploy:/bin/sh
1000:x:7:7::/odd:/bin/sh
`;

test.each([
  ['deploy', '/home/deploy'],
  [0, '/root'],
  ['nope', undefined],
])('account %s', (user, home) => {
  expect(accountIn(PASSWD, user)?.home).toBe(home);
});

test('the line of `id -P` on macOS', () => {
  expect(accountIn('a:********:501:20::0:0:Anna:/Users/a:/bin/zsh\n', 'a')).toEqual({
    name: 'a',
    uid: 501,
    home: '/Users/a',
  });
});

test.each([
  ['/usr/bin/node', '/usr/bin/node'],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
  ['$HOME', "'$HOME'"],
])('shell: %j', (word, quoted) => {
  expect(shellQuote(word)).toBe(quoted);
});
