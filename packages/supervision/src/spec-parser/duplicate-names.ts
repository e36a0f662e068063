import type { AppSpec } from '../spec';

/** Names that more than one of the specs has, each once, in order of first appearance. */
export function duplicateNames(specs: readonly Pick<AppSpec, 'name'>[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of specs) (seen.has(name) ? twice : seen).add(name);
  return [...twice];
}
