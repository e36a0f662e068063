/** An end-to-end test in a terminal, which is closed whatever happens. */

import { type E2eOptions, e2e, type TestHome } from '../support';
import { hasTmux, type Size, Terminal } from './terminal';

export interface SceneOptions extends E2eOptions {
  size?: Size;
  env?: Record<string, string>;
}

type Body = (terminal: Terminal, home: TestHome) => Promise<void>;

export const SMALL: Size = { width: 80, height: 24 };
export const LARGE: Size = { width: 200, height: 50 };

export function scene(name: string, body: Body, { size = SMALL, env, ...options }: SceneOptions = {}): void {
  if (!hasTmux) {
    test.skip(`${name} (tmux is not installed)`, () => {});
    return;
  }
  const play = async (home: TestHome): Promise<void> => {
    const terminal = await Terminal.open(home, size, env);
    try {
      await body(terminal, home);
    } finally {
      await terminal.close();
    }
  };
  e2e(name, play, options);
}
