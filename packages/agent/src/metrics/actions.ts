/** What can be asked of the app by name: `pmx trigger`. */

import { assertName, MAX_NAMES, tooMany } from './author';

export type Action = (params: unknown) => unknown;

export class Actions {
  private readonly actions = new Map<string, Action>();

  /** @param changed the names are other ones now */
  constructor(private readonly changed: () => void = () => {}) {}

  get names(): string[] {
    return [...this.actions.keys()];
  }

  /**
   * A later one takes the place of an earlier one of the same name.
   * @returns what takes it back
   * @throws {TypeError} for a wrong name, or what is no function
   * @throws {Error} when there are a hundred already
   */
  add(name: string, action: Action): () => void {
    assertName(name);
    if (typeof action !== 'function') throw new TypeError(`The action ${name} needs a function.`);
    if (this.actions.size >= MAX_NAMES && !this.actions.has(name)) throw tooMany('actions', name);
    this.actions.set(name, action);
    this.changed();
    return () => this.remove(name, action);
  }

  /** @throws {Error} for a name that it does not know; and whatever the action throws */
  async run(name: string, params: unknown): Promise<unknown> {
    const action = this.actions.get(name);
    if (action !== undefined) return (await action(params)) ?? null;
    const known = this.names.length === 0 ? 'The app has none.' : `It has: ${this.names.join(', ')}.`;
    throw new Error(`There is no action ${JSON.stringify(name)}. ${known}`);
  }

  private remove(name: string, action: Action): void {
    if (this.actions.get(name) !== action) return;
    this.actions.delete(name);
    this.changed();
  }
}
