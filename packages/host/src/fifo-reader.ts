/** Reads one FIFO to its end. */

import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { ReadPace } from './read-pace';

/**
 * Opens a FIFO for reading, on a description of the keeper's own: the program's stays a blocking one.
 *
 * The system tells a waiting reader of the end only after it has seen a writer come and go. When nobody holds the FIFO
 * any more, our own coming and going is that sign; else it means nothing.
 */
export function openReadEnd(path: string): number {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  return fd;
}

export interface FifoEvents {
  /**
   * @param chunk valid during the call only: all readers share its memory
   * @returns whether some of it waits for more: what comes next is then read at once
   */
  data(chunk: Buffer): boolean;
  /** Nobody holds the other end any more and all has been read. */
  end(): void;
}

/**
 * Reads until the end, and then closes the descriptor.
 * @param buffer shared by all readers: what is read is dealt with before the next read
 */
export function readFifo(fd: number, buffer: Buffer, events: FifoEvents): Socket {
  const pace = new ReadPace();
  let rest: NodeJS.Timeout | undefined;
  const onread = {
    buffer,
    callback: (length: number): boolean => {
      const waits = events.data(buffer.subarray(0, length));
      const delay = pace.after(length);
      if (waits || delay === 0) return true;
      rest = setTimeout(() => socket.resume(), delay);
      return false;
    },
  };
  const socket = new Socket({ fd, readable: true, writable: false, onread } as ConstructorParameters<
    typeof Socket
  >[0]);
  // 'close' follows each end and each error; an error can only mean that nothing more can be read.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearTimeout(rest);
    events.end();
  });
  return socket;
}
