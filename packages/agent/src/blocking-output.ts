/**
 * Makes standard output and standard error blocking, as they are when they go to a file.
 *
 * Node writes to a pipe without blocking and keeps what the pipe does not take; a `process.exit` that follows loses
 * all of it beyond the pipe's 64 KiB. pmx's pipes end in a file, so that its programs may count on what
 * `node app.js > file` promises. (https://nodejs.org/api/process.html#a-note-on-process-io)
 */

type StreamName = 'stdout' | 'stderr';

interface PipeHandle {
  setBlocking?(blocking: boolean): number;
}

/** Node makes these streams when they are first asked for; nothing is made before. */
export function blockOutput(process: NodeJS.Process): void {
  for (const name of ['stdout', 'stderr'] as const) wrapGetter(process, name);
}

function wrapGetter(process: NodeJS.Process, name: StreamName): void {
  const descriptor = Object.getOwnPropertyDescriptor(process, name);
  const original = descriptor?.get;
  if (!descriptor?.configurable || !original) return;
  let stream: NodeJS.WriteStream | undefined;
  const get = (): NodeJS.WriteStream => {
    stream ??= blocking(original.call(process));
    return stream;
  };
  Object.defineProperty(process, name, { ...descriptor, get });
}

function blocking(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const { _type: type, _handle: handle } = stream as unknown as { _type?: string; _handle?: PipeHandle };
  if (type === 'pipe') handle?.setBlocking?.(true);
  return stream;
}
