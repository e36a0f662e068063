/** One operation at a time for each key; others wait in the order in which they came. */
export class SerialQueue<K extends object> {
  private readonly tails = new Map<K, Promise<unknown>>();

  run<T>(key: K, operation: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const result = before.then(operation, operation);
    const tail = result.catch(() => {});
    this.tails.set(key, tail);
    void tail.then(() => {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    });
    return result;
  }

  /** Resolves when nothing is under way for this key. */
  async idle(key: K): Promise<void> {
    while (this.isBusy(key)) await this.tails.get(key);
  }

  isBusy(key: K): boolean {
    return this.tails.has(key);
  }
}
