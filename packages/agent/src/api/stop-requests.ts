/** The ways in which a process is asked to end. */

/** The part of `process` that is needed here. */
export interface StopSource {
  on(event: string, listener: (value: unknown) => void): unknown;
  off(event: string, listener: (value: unknown) => void): unknown;
}

export interface StopRequestKinds {
  signals: readonly string[];
  /** Whether the message `'shutdown'` counts. To listen for messages on a channel of Node's holds the process. */
  messages: boolean;
}

/** No process hears of these. */
const UNHEARD = new Set(['SIGKILL', 'SIGSTOP']);

/**
 * While this listens, the signals have no effect of their own.
 * @param stop gets the name of the signal, or `'shutdown'`
 * @returns what ends the listening
 */
export function watchStopRequests(
  source: StopSource,
  { signals, messages }: StopRequestKinds,
  stop: (reason: string) => void,
): () => void {
  const onSignal = (signal: unknown) => stop(String(signal));
  const onMessage = (message: unknown) => {
    if (message === 'shutdown') stop(message);
  };
  const heard = [...new Set(signals)].filter((signal) => !UNHEARD.has(signal));
  for (const signal of heard) source.on(signal, onSignal);
  if (messages) source.on('message', onMessage);
  return () => {
    for (const signal of heard) source.off(signal, onSignal);
    source.off('message', onMessage);
  };
}
