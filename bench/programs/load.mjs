// A load generator in a process of its own, as lean as can be: raw sockets, one request at a time on each connection.
// Begins when it is started with { port, connections, keepAlive } as JSON; tells its counts, and ends, on any message.
import { connect } from 'node:net';

/** Milliseconds before the next attempt where nobody listens. */
const PAUSE = 10;

const { port, connections, keepAlive } = JSON.parse(process.argv[2]);
const REQUEST = `GET / HTTP/1.1\r\nHost: localhost\r\n${keepAlive ? '' : 'Connection: close\r\n'}\r\n`;
const counts = { answered: 0, failed: 0, reasons: {} };
let ending = false;

function fail(reason) {
  if (ending) return;
  counts.failed += 1;
  counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
}

/** The length of a complete answer at the beginning of `text`; 0: it is not complete. */
function answerLength(text) {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return 0;
  const body = Number(/^content-length: (\d+)/im.exec(text)?.[1]);
  return text.length >= head + 4 + body ? head + 4 + body : 0;
}

function converse() {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let waiting = true;
  socket.setEncoding('latin1');
  socket.on('connect', () => socket.write(REQUEST));
  socket.on('data', (chunk) => {
    text += chunk;
    if (!waiting || answerLength(text) === 0) return;
    const last = /^connection: close/im.test(text);
    if (text.startsWith('HTTP/1.1 200 ')) counts.answered += 1;
    else fail(text.slice(0, 12));
    text = '';
    waiting = !last;
    if (last) socket.end();
    else if (!ending) socket.write(REQUEST);
  });
  let reason = 'closed';
  socket.on('error', ({ code }) => {
    reason = code;
  });
  socket.on('close', () => {
    if (waiting) fail(reason);
    if (ending) return;
    if (reason === 'ECONNREFUSED') setTimeout(converse, PAUSE);
    else converse();
  });
}

for (let n = 0; n < connections; n += 1) converse();
process.on('message', () => {
  ending = true;
  process.send(counts, () => process.exit(0));
});
process.send('started');
