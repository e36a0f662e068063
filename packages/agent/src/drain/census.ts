/** Who is connected, and what for. */

import type { Socket } from 'node:net';
import type { DrainProgress } from '@pmx/protocol';
import { type AcceptedSocket, connectionKind } from './connection-kind';
import { activeHandles } from './watch-servers';

export interface Census {
  progress: DrainProgress;
  /** HTTP/1 connections without a request. */
  idle: AcceptedSocket[];
  /** Those whose response is under way. */
  requests: AcceptedSocket[];
  all: AcceptedSocket[];
}

/** @param tlsSockets they are not among the process's handles: the sockets that they wrap are */
export function takeCensus(tlsSockets: Iterable<Socket>): Census {
  return census([...activeHandles().filter(isAccepted), ...([...tlsSockets] as AcceptedSocket[])]);
}

export function census(all: AcceptedSocket[]): Census {
  const kinds = new Map(all.map((socket) => [socket, connectionKind(socket)]));
  const of = (kind: string): AcceptedSocket[] => all.filter((socket) => kinds.get(socket) === kind);
  const requests = of('request');
  const sessions = of('session').length;
  const wrapped = of('wrapped');
  // A TLS connection is there twice, but while it shakes hands only the wrapped socket is.
  const encrypted = all.filter((socket) => 'encrypted' in socket).length;
  return {
    progress: {
      connections: all.length - Math.min(encrypted, wrapped.length),
      // An HTTP/2 connection that is told to end stays for as long as it has streams.
      requests: requests.length + sessions,
      longLived: of('long-lived').length,
    },
    idle: of('idle'),
    requests,
    all,
  };
}

/** HTTP/1 requests that are being answered, event streams included. */
export function countRequests(tlsSockets: Iterable<Socket>): number {
  let count = 0;
  for (const socket of [...activeHandles(), ...tlsSockets]) {
    if ((socket as AcceptedSocket)._httpMessage && isAccepted(socket)) count += 1;
  }
  return count;
}

/** Sockets that the app opened itself, its output among them, have `server: null`. */
function isAccepted(handle: object): handle is AcceptedSocket {
  const { server } = handle as Partial<AcceptedSocket>;
  return 'destroySoon' in handle && typeof server === 'object' && server !== null;
}
