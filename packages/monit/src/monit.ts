/** `pmx monit`: the dashboard on a real terminal, which is left as it was whatever happens. */

import type { ReadStream, WriteStream } from 'node:tty';
import { Dashboard, type DashboardPorts } from './dashboard';
import { Screen } from './terminal/screen';

export interface MonitOptions extends Omit<DashboardPorts, 'terminal' | 'quit'> {
  input: ReadStream;
  output: WriteStream;
  /** false: NO_COLOR, or a terminal without. */
  colors: boolean;
}

/** Signals that end it. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Runs until the user quits or a signal comes.
 * @throws {PmxError} when there is no daemon; any fault of its own, after the terminal was given back
 */
export async function monit({ input, output, colors, ...ports }: MonitOptions): Promise<void> {
  let end: (error?: Error) => void = () => {};
  const over = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  const screen = new Screen({ input, output, colors, onMessage: (message) => dashboard.receive(message) });
  const dashboard: Dashboard = new Dashboard({ ...ports, terminal: screen, quit: () => end() });
  const quit = (): void => end();
  const fail = (error: Error): void => end(error);
  const restore = (): void => screen.close();
  for (const signal of SIGNALS) process.on(signal, quit);
  process.on('uncaughtException', fail);
  process.on('exit', restore);
  // The terminal has gone: nothing is left to draw on.
  output.on('error', quit);
  try {
    screen.open();
    await dashboard.begin();
    await over;
  } finally {
    dashboard.close();
    screen.close();
    for (const signal of SIGNALS) process.off(signal, quit);
    process.off('uncaughtException', fail);
    process.off('exit', restore);
    output.off('error', quit);
  }
}
