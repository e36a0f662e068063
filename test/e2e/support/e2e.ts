/** An end-to-end test: a home of its own, the logs of pmx when it fails, and nothing left when it is over. */

import { createHome, type TestHome } from './home';

type Body = (home: TestHome) => Promise<void>;

export interface E2eOptions {
  /** Milliseconds; only a guard against hanging. */
  timeout?: number;
  /** Name of the home's folder. */
  homeName?: string;
}

async function inHome(body: Body, { homeName }: E2eOptions): Promise<void> {
  const home = createHome(homeName);
  try {
    await body(home);
  } catch (error) {
    process.stderr.write(`${expect.getState().currentTestName}\n${home.ownLogs()}\n`);
    throw error;
  } finally {
    await home.dispose();
  }
}

export function e2e(name: string, body: Body, options: E2eOptions = {}): void {
  test(name, () => inHome(body, options), options.timeout);
}

/** The same test for each row of a table; `%s` in the name is the row's first word. */
e2e.each =
  <Row extends readonly [string, ...unknown[]]>(rows: Row[]) =>
  (name: string, body: (home: TestHome, ...row: Row) => Promise<void>): void => {
    for (const row of rows) e2e(name.replace('%s', row[0]), (home) => body(home, ...row));
  };
