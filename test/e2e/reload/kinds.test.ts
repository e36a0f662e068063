/** Every kind of server and of module, in one reload after the other. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { e2e, get, type TestHome } from '../support';
import { Load, type LoadOptions } from '../support/load';
import { http2Client, httpsClient, tcpClient } from './clients';
import { fixture, livingPids, RELOADS, settled, startWeb, underLoad } from './support';

/** Another Node than the one that runs the tests, and pmx. */
const OTHER_NODE = process.env.PMX_TEST_NODE;

type Ports = Record<'http' | 'second' | 'https' | 'http2' | 'tcp', number>;

function certificate(home: TestHome): { KEY: string; CERT: string } {
  const [KEY, CERT] = [join(home.work, 'key.pem'), join(home.work, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  execFileSync('openssl', [...request, '-keyout', KEY, '-out', CERT], { stdio: 'ignore' });
  return { KEY, CERT };
}

const loadsOf = (ports: Ports, socketPath: string): Record<string, Partial<LoadOptions>> => ({
  'http, kept alive': { port: ports.http, keepAlive: true },
  'http, one per request': { port: ports.http, keepAlive: false },
  'a second server': { port: ports.second, keepAlive: true },
  'a Unix socket': { socketPath, keepAlive: true },
  https: { client: () => httpsClient(ports.https) },
  'http/2': { client: () => http2Client(ports.http2) },
  tcp: { client: () => tcpClient(ports.tcp) },
});

e2e(`an ES module with servers of all kinds, on shared free ports and a Unix socket`, async (home) => {
  const SOCKET = join(home.work, 'web.sock');
  await startWeb(home, { script: fixture('kinds.mjs'), env: { ...certificate(home), SOCKET } });
  await settled(home, 2);
  const told = () => home.announcements().map(({ ports }) => ports as Ports);
  expect(new Set(told().map((ports) => JSON.stringify(ports))).size).toBe(1);
  const loads = Object.entries(loadsOf(told()[0]!, SOCKET)).map(([kind, options]) => ({
    kind,
    load: new Load({ clients: 4, keepAlive: true, ...options }),
  }));
  try {
    for (let n = 0; n < RELOADS; n++) await home.ok(['reload', 'web']);
    for (const { kind, load } of loads) {
      await load.answered(4);
      expect({ kind, ...(await load.stop()) }).toMatchObject({ kind, failed: 0, failures: {} });
    }
  } finally {
    for (const { load } of loads) load.abandon();
  }
  expect(new Set(told().map((ports) => JSON.stringify(ports))).size).toBe(1);
});

const other = OTHER_NODE ? e2e : skipped('PMX_TEST_NODE names no other Node');

function skipped(why: string): (name: string, ..._rest: unknown[]) => void {
  return (name) => test.skip(`${name} (${why})`, () => {});
}

other('two apps, each run by its own Node', async (home) => {
  const { port } = await startWeb(home, { interpreter: OTHER_NODE });
  const own = home.write(
    'own.js',
    `require('node:http').createServer((_q, a) => a.end(process.version)).listen(0);`,
  );
  await home.ok(['start', own, '-n', 'own', '-i', '2']);
  const version = execFileSync(OTHER_NODE!, ['--version'], { encoding: 'utf8' }).trim();
  const versions = async (name: string) =>
    (await home.instances(name)).map(({ pm2_env }) => `v${pm2_env.node_version}`);
  expect(await versions('web')).toEqual([version, version]);
  expect(await versions('own')).toEqual([process.version, process.version]);
  const result = await underLoad({ port }, async () => {
    for (let n = 0; n < RELOADS; n++) await home.ok(['reload', 'all']);
  });
  expect(result).toMatchObject({ failed: 0, failures: {} });
  expect(await get(port)).toBe('1');
});

const stripsTypes =
  OTHER_NODE && execFileSync(OTHER_NODE, ['-p', 'process.features.typescript'], { encoding: 'utf8' });
const typed = stripsTypes?.startsWith('strip')
  ? e2e
  : skipped('PMX_TEST_NODE names no Node that runs TypeScript');

typed('TypeScript', async (home) => {
  const script = home.write(
    'web.ts',
    `import { createServer } from 'node:http';
     import { appendFileSync } from 'node:fs';
     const version: string = '1';
     createServer((_request, response) => response.end(version)).listen(process.env.PORT, () => {
       appendFileSync(process.env.ANNOUNCE as string, JSON.stringify({ pid: process.pid }) + '\\n');
     });`,
  );
  const { port } = await startWeb(home, { script, interpreter: OTHER_NODE });
  const result = await underLoad({ port }, async () => {
    for (let n = 0; n < RELOADS; n++) await home.ok(['reload', 'web']);
  });
  expect(result).toMatchObject({ failed: 0, failures: {} });
  expect(livingPids(home)).toHaveLength(2);
});
