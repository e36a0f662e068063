/** Tells a leak from a cache that fills: real heaps, over minutes. Shapes of heaps on a fake clock: test/unit/daemon/metrics/leak. */

import { createHome, type TestHome } from '../../e2e/support/home';
import { until } from '../../e2e/support/until';
import { tell } from '../support/dice';
import { isLong } from '../support/extent';

const fixture = (name: string): string => require.resolve(`../fixtures/${name}.js`);
const MINUTE = 60_000;
/** Minutes from the start: a leak is named by then; a cache is not, even then. */
const NAMED = 5;
const QUIET = 8;

interface Entry {
  at: number;
  app: string | null;
  kind: string;
  message: string;
}

/** Gathers them as they are told. */
function leaksOf(home: TestHome): Entry[] {
  const leaks: Entry[] = [];
  home.follow(['history', '--json', '--follow'], (line) => {
    const { entry } = JSON.parse(line) as { entry: Entry };
    if (entry.kind === 'trigger' && entry.message.includes('leaking')) leaks.push(entry);
  });
  return leaks;
}

const longTest = isLong ? test : test.skip;

longTest(
  'a leak of 5 MB a minute is named within five minutes, a cache that fills to 200 MB and stays never',
  async () => {
    const home = createHome();
    try {
      const began = Date.now();
      await home.ok([
        'start',
        home.config([
          { name: 'leaky', script: fixture('leaky') },
          { name: 'cache-in-1', script: fixture('cache'), args: ['60'] },
          { name: 'cache-in-3', script: fixture('cache'), args: ['180'] },
        ]),
      ]);
      const leaks = leaksOf(home);
      await until(() => leaks.length > 0, 'a leak', NAMED * MINUTE);
      tell(
        `${leaks[0]!.app}: ${leaks[0]!.message}, after ${((leaks[0]!.at - began) / MINUTE).toFixed(1)} min`,
      );
      await until(() => Date.now() - began > QUIET * MINUTE, 'the caches to be old', QUIET * MINUTE);
      expect(leaks.map(({ app }) => app)).toEqual(['leaky']);
    } finally {
      await home.dispose();
    }
  },
  12 * MINUTE,
);
