/** An end-to-end test: a home of its own, the logs of pmx when it fails, and nothing left when it is over. */

import { setTimeout as after } from 'node:timers/promises';
import { createHome, type TestHome } from './home';

/** Milliseconds. The test's own deadline comes first, so that what it started is ended before Jest gives up. */
const BODY_TIMEOUT = 180_000;
const DISPOSAL = 120_000;

type Body = (home: TestHome) => Promise<void>;

export interface E2eOptions {
  /** Milliseconds for the test's body (180 s); only a guard against hanging. */
  timeout?: number;
  /** Name of the home's folder. */
  homeName?: string;
}

async function inHome(body: Body, { homeName, timeout = BODY_TIMEOUT }: E2eOptions): Promise<void> {
  const home = createHome(homeName);
  const ended = new AbortController();
  try {
    await Promise.race([body(home), expire(timeout, ended.signal)]);
  } catch (error) {
    process.stderr.write(`${expect.getState().currentTestName}\n${home.ownLogs()}\n`);
    throw error;
  } finally {
    ended.abort();
    await home.dispose();
  }
}

async function expire(timeout: number, signal: AbortSignal): Promise<void> {
  await after(timeout, undefined, { signal });
  throw new Error(`The test took more than ${timeout} ms.`);
}

export function e2e(name: string, body: Body, options: E2eOptions = {}): void {
  test(name, () => inHome(body, options), (options.timeout ?? BODY_TIMEOUT) + DISPOSAL);
}

/** The same test for each row of a table; `%s` in the name is the row's first word. */
e2e.each =
  <Row extends readonly [string, ...unknown[]]>(rows: Row[]) =>
  (name: string, body: (home: TestHome, ...row: Row) => Promise<void>): void => {
    for (const row of rows) e2e(name.replace('%s', row[0]), (home) => body(home, ...row));
  };
