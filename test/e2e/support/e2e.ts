/** An end-to-end test: a home of its own, the logs of pmx when it fails, and nothing left when it is over. */

import { createHome, type TestHome } from './home';

type Body = (home: TestHome) => Promise<void>;

async function inHome(body: Body): Promise<void> {
  const home = createHome();
  try {
    await body(home);
  } catch (error) {
    process.stderr.write(`${expect.getState().currentTestName}\n${home.ownLogs()}\n`);
    throw error;
  } finally {
    await home.dispose();
  }
}

/** @param timeout milliseconds; only a guard against hanging */
export function e2e(name: string, body: Body, timeout = 60_000): void {
  test(name, () => inHome(body), timeout);
}

/** The same test for each row of a table; `%s` in the name is the row's first word. */
e2e.each =
  <Row extends readonly [string, ...unknown[]]>(rows: Row[]) =>
  (name: string, body: (home: TestHome, ...row: Row) => Promise<void>): void => {
    for (const row of rows) e2e(name.replace('%s', row[0]), (home) => body(home, ...row));
  };
