/** What agents say of processes whose start the host has not answered yet: a quick program can be faster than that. */

export type AgentNews = 'booted' | 'ready' | 'listening' | 'drained';

export class EarlyNews {
  private readonly byKey = new Map<string, AgentNews[]>();

  add(key: string, news: AgentNews): void {
    const kept = this.byKey.get(key) ?? [];
    // Each says its thing once; an agent that repeats itself adds nothing.
    if (!kept.includes(news)) this.byKey.set(key, [...kept, news]);
  }

  /** In the order in which they came. */
  take(key: string): AgentNews[] {
    const kept = this.byKey.get(key) ?? [];
    this.byKey.delete(key);
    return kept;
  }
}
