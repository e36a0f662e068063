/** Node's diagnostics channels. */

type Listener = (message: unknown) => void;

/** @returns what ends the listening */
export function listen(listeners: Record<string, Listener>): () => void {
  const channels: typeof import('node:diagnostics_channel') = require('node:diagnostics_channel');
  for (const [name, listener] of Object.entries(listeners)) channels.subscribe(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) channels.unsubscribe(name, listener);
  };
}
