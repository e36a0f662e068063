/** JSON-RPC 2.0 (https://www.jsonrpc.org/specification), without batches. */

import { type ErrorCode, PmxError, toPmxError } from './errors';

declare const __PMX_PROTOCOL__: number | undefined;

/**
 * Version of the messages on every socket; it goes up when an older peer would misread a message. A field or method that
 * is only added needs no new one: what is unknown is not looked at. A build can be given another one, for tests.
 */
export const PROTOCOL_VERSION = typeof __PMX_PROTOCOL__ === 'number' ? __PMX_PROTOCOL__ : 1;

/** The oldest version that is still understood; it falls behind when there is a second one that older peers can do with. */
export const OLDEST_PROTOCOL = PROTOCOL_VERSION;

/** Whether a peer of this version is understood, or understands us: `oldest` is what it says that it understands. */
export const speaksWith = (protocol: number, oldest = protocol): boolean =>
  protocol >= OLDEST_PROTOCOL && oldest <= PROTOCOL_VERSION;

/** What one end of a connection is. */
export interface Speaker {
  /** Of pmx. */
  version: string;
  protocol: number;
  /** Oldest protocol that it understands. */
  oldest: number;
}

export const speakerOf = (version: string): Speaker => ({
  version,
  protocol: PROTOCOL_VERSION,
  oldest: OLDEST_PROTOCOL,
});

export interface RpcRequest {
  jsonrpc: '2.0';
  id: number;
  method: string;
  params: unknown;
  /** Who asks; absent: one that means the protocol of whom it asks. */
  from?: Speaker;
}

export interface RpcNotification {
  jsonrpc: '2.0';
  method: string;
  params: unknown;
}

export interface RpcSuccess {
  jsonrpc: '2.0';
  id: number;
  result: unknown;
}

export interface RpcFailure {
  jsonrpc: '2.0';
  id: number | null;
  error: { code: number; message: string; data: RpcErrorData };
}

export interface RpcErrorData {
  code: ErrorCode;
  advice: string;
  details: Record<string, unknown>;
}

export type RpcMessage = RpcRequest | RpcNotification | RpcSuccess | RpcFailure;

/** JSON-RPC's own numbers for errors of the call itself; -32000 for all others. */
const RPC_NUMBERS: Partial<Record<ErrorCode, number>> = {
  PMX_ERR_PROTOCOL: -32600,
  PMX_ERR_UNKNOWN_METHOD: -32601,
  PMX_ERR_INTERNAL: -32603,
};

export const request = (id: number, method: string, params: unknown, from?: Speaker): RpcRequest => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
  ...(from && { from }),
});

/** @returns null: it does not say, or not in a way that any protocol has had */
export function parseSpeaker(value: unknown): Speaker | null {
  if (!isRecord(value)) return null;
  const { version, protocol, oldest } = value;
  const isSpeaker = typeof version === 'string' && typeof protocol === 'number' && typeof oldest === 'number';
  return isSpeaker ? { version: version.slice(0, 100), protocol, oldest } : null;
}

export const notification = (method: string, params: unknown): RpcNotification => ({
  jsonrpc: '2.0',
  method,
  params,
});

export const success = (id: number, result: unknown): RpcSuccess => ({ jsonrpc: '2.0', id, result });

export function failure(id: number | null, error: unknown): RpcFailure {
  const { code, message, advice, details } = toPmxError(error);
  return {
    jsonrpc: '2.0',
    id,
    error: { code: RPC_NUMBERS[code] ?? -32000, message, data: { code, advice, details } },
  };
}

/** The error that a failure message stands for. */
export function errorOf(message: RpcFailure): PmxError {
  const { data } = message.error;
  return new PmxError(data.code, message.error.message, data.advice, data.details);
}

/**
 * Tells what a decoded frame is.
 * @throws {PmxError} PMX_ERR_PROTOCOL when it is no JSON-RPC message
 */
export function parseMessage(value: unknown): RpcMessage {
  if (isRecord(value) && value.jsonrpc === '2.0') {
    const hasId = typeof value.id === 'number' && Number.isSafeInteger(value.id);
    if (typeof value.method === 'string' && (hasId || value.id === undefined))
      return value as unknown as RpcRequest;
    if (hasId && 'result' in value) return value as unknown as RpcSuccess;
    if ((hasId || value.id === null) && isRecord(value.error) && isRecord(value.error.data)) {
      return value as unknown as RpcFailure;
    }
  }
  throw new PmxError('PMX_ERR_PROTOCOL', 'The message is not JSON-RPC 2.0.');
}

export const isRequest = (message: RpcMessage): message is RpcRequest =>
  'method' in message && 'id' in message;

export const isNotification = (message: RpcMessage): message is RpcNotification =>
  'method' in message && !('id' in message);

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
