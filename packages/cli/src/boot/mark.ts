/** A line in each file that startup makes: by it the file is known as ours, and doctor knows what it was made for. Pure. */

import type { Recipe } from './recipe';

const MARK = 'Made by pmx startup: ';

export type Marked = Pick<
  Recipe,
  'name' | 'scope' | 'user' | 'pmxHome' | 'programs' | 'keepApps' | 'stopTimeout'
>;

/** Neither a line break nor `--`, which no XML comment may hold. */
export function markOf(recipe: Recipe): string {
  const { name, scope, user, pmxHome, programs, keepApps, stopTimeout } = recipe;
  const marked: Marked = { name, scope, user, pmxHome, programs, keepApps, stopTimeout };
  return MARK + JSON.stringify(marked).replaceAll('--', '-\\u002d');
}

/** null: the file was made by somebody else. */
export function readMark(content: string): Marked | null {
  const line = content.split('\n').find((each) => each.includes(MARK));
  const json = line && /\{.*\}/.exec(line)?.[0];
  if (!json) return null;
  try {
    return JSON.parse(json) as Marked;
  } catch {
    return null;
  }
}
