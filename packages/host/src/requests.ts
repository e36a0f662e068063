/** Checks of what the daemon asks for: nothing malformed comes further than here. */

import { constants } from 'node:os';
import { isAbsolute } from 'node:path';
import { type HostRequests, isRecord, PmxError, type SinkSpec } from '@pmx/protocol';
import type { RotationSpec } from '@pmx/supervision';

type Params<Method extends keyof HostRequests> = HostRequests[Method]['params'];

const MAX_PATH = 4_096;
const MAX_SINKS = 8;
const MAX_PATHS = 10_000;
const MAX_INPUT = 1024 * 1024;

/** A key becomes a file's name. */
const KEY = /^[!-.0-~]{1,128}$/;

export function parseHello(value: unknown): Params<'host.hello'> {
  const params = record(value, 'params');
  return {
    protocol: integer(params.protocol, 'protocol', 0, Number.MAX_SAFE_INTEGER),
    version: text(params.version, 'version', 100),
    pid: integer(params.pid, 'pid', 1, Number.MAX_SAFE_INTEGER),
    ...(params.program === undefined ? {} : { program: parseProgram(params.program) }),
  };
}

function parseProgram(value: unknown): NonNullable<Params<'host.hello'>['program']> {
  const { node, file } = record(value, 'program');
  return { node: absolutePath(node, 'program.node'), file: absolutePath(file, 'program.file') };
}

export function parseSpawn(value: unknown): Params<'host.spawn'> {
  const params = record(value, 'params');
  return {
    key: key(params.key),
    file: absolutePath(params.file, 'file'),
    args: list(params.args, 'args').map((arg) => text(arg, 'args')),
    argv0: orNull(params.argv0, (argv0) => text(argv0, 'argv0')),
    cwd: absolutePath(params.cwd, 'cwd'),
    env: environment(params.env),
    uid: orNull(params.uid, (uid) => id(uid, 'uid')),
    gid: orNull(params.gid, (gid) => id(gid, 'gid')),
    ...(params.umask === undefined ? {} : { umask: integer(params.umask, 'umask', 0, 0o777) }),
    out: list(params.out, 'out', MAX_SINKS).map(sink),
    error: list(params.error, 'error', MAX_SINKS).map(sink),
  };
}

export function parseSignal(value: unknown): Params<'host.signal'> & { signal: NodeJS.Signals } {
  const params = record(value, 'params');
  const signal = text(params.signal, 'signal');
  if (!Object.hasOwn(constants.signals, signal))
    throw malformed('signal', 'the name of a signal, such as SIGTERM');
  return {
    key: key(params.key),
    signal: signal as NodeJS.Signals,
    group: boolean(params.group, 'group'),
  };
}

export function parseInput(value: unknown): { key: string; bytes: Buffer } {
  const params = record(value, 'params');
  return {
    key: key(params.key),
    bytes: Buffer.from(text(params.data, 'data', (MAX_INPUT * 4) / 3), 'base64'),
  };
}

export function parseMessage(value: unknown): Params<'host.message'> {
  const params = record(value, 'params');
  if (params.value === undefined) throw malformed('value', 'there');
  return { key: key(params.key), value: params.value };
}

export const parseKey = (value: unknown): string => key(record(value, 'params').key);

export const parsePaths = (value: unknown): string[] =>
  list(record(value, 'params').paths, 'paths', MAX_PATHS).map((path) => absolutePath(path, 'paths'));

function sink(value: unknown): SinkSpec {
  const spec = record(value, 'a sink');
  return {
    path: absolutePath(spec.path, 'path'),
    dateFormat: orNull(spec.dateFormat, (format) => text(format, 'dateFormat', 200)),
    json: orNull(spec.json, jsonFields),
    rotation: rotation(spec.rotation),
  };
}

function jsonFields(value: unknown): { app: string; id: number } {
  const fields = record(value, 'json');
  return { app: text(fields.app, 'app', 1_000), id: integer(fields.id, 'id', 0, Number.MAX_SAFE_INTEGER) };
}

function rotation(value: unknown): RotationSpec {
  const spec = record(value, 'rotation');
  return {
    maxSize: integer(spec.maxSize, 'maxSize', 0, Number.MAX_SAFE_INTEGER),
    keep: integer(spec.keep, 'keep', 0, Number.MAX_SAFE_INTEGER),
    compress: boolean(spec.compress, 'compress'),
    totalSize: integer(spec.totalSize, 'totalSize', 0, Number.MAX_SAFE_INTEGER),
  };
}

function environment(value: unknown): Record<string, string> {
  const variables = Object.entries(record(value, 'env')).map(([name, content]) => {
    if (name === '' || /[=\0]/.test(name))
      throw malformed('env', 'variables whose names hold neither = nor NUL');
    return [name, text(content, 'env')] as const;
  });
  return Object.fromEntries(variables);
}

function key(value: unknown): string {
  const name = text(value, 'key');
  if (!KEY.test(name)) throw malformed('key', 'up to 128 printable ASCII characters without space and slash');
  return name;
}

function absolutePath(value: unknown, field: string): string {
  const path = text(value, field, MAX_PATH);
  if (!isAbsolute(path)) throw malformed(field, 'an absolute path');
  return path;
}

const id = (value: unknown, field: string): number => integer(value, field, 0, 0xffff_fffe);

function record(value: unknown, field: string): Record<string, unknown> {
  if (!isRecord(value)) throw malformed(field, 'an object');
  return value;
}

function list(value: unknown, field: string, most = Number.POSITIVE_INFINITY): unknown[] {
  if (!Array.isArray(value) || value.length > most) throw malformed(field, 'a list, or it is too long');
  return value;
}

function text(value: unknown, field: string, most = Number.POSITIVE_INFINITY): string {
  if (typeof value !== 'string' || value.length > most || value.includes('\0')) {
    throw malformed(field, 'a text without NUL that is not too long');
  }
  return value;
}

function integer(value: unknown, field: string, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
    throw malformed(field, `a whole number from ${least} to ${most}`);
  }
  return value;
}

function boolean(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw malformed(field, 'true or false');
  return value;
}

const orNull = <T>(value: unknown, parse: (value: unknown) => T): T | null =>
  value === null ? null : parse(value);

const malformed = (field: string, accepted: string): PmxError =>
  new PmxError('PMX_ERR_PROTOCOL', `The field ${field} of the request is not ${accepted}.`);
