/** Node's own inspector, in this process. No port is opened. */

import type { Session } from 'node:inspector';

export type Post = <R>(method: string, params?: object) => Promise<R>;

/**
 * Connects for as long as `use` takes. What the inspector was doing ends with it.
 * @throws {Error} what `use` throws, or that this Node was built without an inspector
 */
export async function withInspector<R>(use: (post: Post, session: Session) => Promise<R>): Promise<R> {
  // Not node:inspector/promises, which Node 18 lacks.
  const { Session }: typeof import('node:inspector') = require('node:inspector');
  const session = new Session();
  session.connect();
  const post = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error, result) => (error ? reject(error) : resolve(result as T)));
    });
  try {
    return await use(post, session);
  } finally {
    session.disconnect();
  }
}
