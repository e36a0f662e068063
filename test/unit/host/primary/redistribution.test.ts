import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { redistributeWhenGone } from '../../../../packages/host/src/primary/redistribution';

/** A worker's process as node:cluster uses it, with what node:cluster would hear. */
function worker() {
  const sent: unknown[] = [];
  const process = Object.assign(new EventEmitter(), { send: (message: unknown) => sent.push(message) > 0 });
  const heard: unknown[] = [];
  process.on('internalMessage', (message) => heard.push(message));
  redistributeWhenGone(process as unknown as ChildProcess);
  return { process, sent, heard };
}

const refusal = (seq: number) => ({ cmd: 'NODE_CLUSTER', ack: seq, accepted: false });

test('what is sent arrives', () => {
  const { process, sent } = worker();
  expect(process.send({ act: 'newconn', seq: 1 })).toBe(true);
  process.send('hello');
  expect(sent).toEqual([{ act: 'newconn', seq: 1 }, 'hello']);
});

test('connections without an answer are refused in the place of a dead worker', () => {
  const { process, heard } = worker();
  process.send({ act: 'newconn', seq: 1 });
  process.send({ act: 'newconn', seq: 2 });
  process.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack: 1, accepted: true });
  heard.length = 0;
  process.emit('exit');
  expect(heard).toEqual([refusal(2)]);
  process.emit('disconnect');
  expect(heard).toHaveLength(1);
});

test('a worker that owes nothing is left to Node', () => {
  const { process, heard } = worker();
  const disconnected = jest.fn();
  process.on('disconnect', disconnected);
  process.emit('exit');
  expect(heard).toEqual([]);
  expect(disconnected).not.toHaveBeenCalled();
});
