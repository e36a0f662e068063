/**
 * Tells of major collections without looking at each collection: only they free what nothing but a registry knows; a
 * scavenge leaves it.
 */

/** @returns what ends it */
export function watchMajorCollections(happened: () => void): () => void {
  const token = {};
  const registry = new FinalizationRegistry<null>(() => {
    happened();
    arm();
  });
  const arm = (): void => registry.register({}, null, token);
  arm();
  return () => void registry.unregister(token);
}
