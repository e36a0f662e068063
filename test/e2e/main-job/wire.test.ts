/** Hostile bytes on the daemon's socket: an error reply or a closed connection, and the daemon lives. */

import { connect } from 'node:net';
import { homeAt } from '@pmx/system';
import { e2e, type TestHome } from '../support';

const MEGABYTES = 2 ** 20;

/** Sends bytes, and gives all that comes back until the connection is closed or an answer is complete. */
function exchange(home: TestHome, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(homeAt(home.home).daemonSocket);
    let answer = '';
    const finish = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.includes('\n')) finish();
    });
    socket.on('error', () => {});
    socket.on('close', finish);
    socket.write(bytes);
  });
}

const BAD: [string, string | Buffer][] = [
  ['no JSON', 'hello\n'],
  ['JSON that is no message', '[1,2]\n'],
  ['null', 'null\n'],
  ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"nope","params":{}}\n'],
  ['a method of the prototype', '{"jsonrpc":"2.0","id":1,"method":"__proto__","params":{}}\n'],
  ['no parameters', '{"jsonrpc":"2.0","id":1,"method":"start"}\n'],
  ['wrong parameters', '{"jsonrpc":"2.0","id":1,"method":"start","params":{"targets":7}}\n'],
  ['wrong targets', '{"jsonrpc":"2.0","id":1,"method":"stop","params":{"targets":[null,{"kind":"x"}]}}\n'],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
];

e2e.each(BAD)('%s', async (home, _what, bytes) => {
  await home.list();
  const daemon = home.daemonPid();
  expect(await exchange(home, bytes)).toMatch(/"error"/);
  await home.list();
  expect(home.daemonPid()).toBe(daemon);
});

e2e('a message without end', async (home) => {
  await home.list();
  const daemon = home.daemonPid();
  await exchange(home, Buffer.alloc(80 * MEGABYTES, 'x'));
  await home.list();
  expect(home.daemonPid()).toBe(daemon);
});
