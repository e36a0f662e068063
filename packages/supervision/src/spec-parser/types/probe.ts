/** Ways to ask a program how it is, as people write them. */

import type { ProbeSpec } from '../../spec';
import { type FieldType, simpleType } from './field-type';
import { parseInteger } from './scalars';
import { isCarriable, text } from './text';

/** By name, for programs listen on `::1` or on 127.0.0.1, and both are tried. */
const LOCAL = 'localhost';

const parsePort = (value: unknown): number | undefined => parseInteger(value, 1, 65_535);

/** A URL; a port, with or without a path; or a path, which is asked for at the instance's own PORT. */
export const httpProbe: FieldType<ProbeSpec> = simpleType(
  'http probe',
  'a URL such as http://localhost:3000/ready, a port, or a path such as /ready (asked for at PORT)',
  (value) => {
    const url = parsePort(value) === undefined ? parseUrl(value) : `http://${LOCAL}:${parsePort(value)}/`;
    return url === undefined ? undefined : { kind: 'http', url };
  },
);

function parseUrl(value: unknown): string | undefined {
  if (!isCarriable(value) || /[\s\p{Cc}]/u.test(value)) return undefined;
  if (value.startsWith('/')) return checkedUrl(`http://${LOCAL}:$PORT${value}`);
  const [, port, path] = /^:?(\d{1,5})(\/.*)$/.exec(value) ?? [];
  if (port !== undefined) return checkedUrl(`http://${LOCAL}:${port}${path}`);
  if (/^http:\/\/unix:\/[^:]+(?::\/.*)?$/.test(value)) return value;
  return checkedUrl(value);
}

/** `$PORT` stands for a number that only the instance's environment knows. */
function checkedUrl(url: string): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(url)) return undefined;
  return URL.canParse(url.replace(':$PORT', ':1')) ? url : undefined;
}

/** `3000`, `db:5432`, `[::1]:5432`. */
export const tcpProbe: FieldType<ProbeSpec> = simpleType(
  'tcp probe',
  'a port, or host:port such as localhost:5432',
  (value) => {
    const local = parsePort(value);
    if (local !== undefined) return { kind: 'tcp', host: LOCAL, port: local };
    const [, ipv6, name, digits] =
      /^(?:\[([\da-f:.]+)\]|([^\s:/[\]]*)):(\d{1,5})$/i.exec(String(isCarriable(value) ? value : '')) ?? [];
    const port = parsePort(digits);
    return port === undefined ? undefined : { kind: 'tcp', host: (ipv6 ?? name) || LOCAL, port };
  },
);

export const commandProbe: FieldType<ProbeSpec> = simpleType('command', text.accepted, (value) => {
  const reading = text.read(value);
  return 'value' in reading ? { kind: 'command', command: reading.value } : undefined;
});
