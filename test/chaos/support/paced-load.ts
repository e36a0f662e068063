/** Load that leaves the processors time for the chaos: clients that take breath between two requests. */

import { Agent } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { Load, request } from '../../e2e/support/load';

/** Milliseconds between an answer and the next request of a client. */
const BREATH = 5;

/** @param port of the server; half of the clients keep their connections, the others make one for each request */
export function pacedLoad(port: number, clients = 4): Load {
  let count = 0;
  return new Load({
    clients,
    keepAlive: true,
    client: () => {
      const agent = count++ % 2 === 0 ? new Agent({ keepAlive: true, maxSockets: 1 }) : null;
      return {
        ask: async () => {
          await after(BREATH);
          return request({ port }, agent ?? false);
        },
        end: () => agent?.destroy(),
      };
    },
  });
}
