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

  isBusy(key: K): boolean {
    return this.tails.has(key);
  }
}
