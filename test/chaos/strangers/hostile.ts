/** Hostile messages, the same ones for the same seed. */

import { connect, type Socket } from 'node:net';

/** Random numbers in [0, 1), the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What one connection sends, write by write; after the last it hangs up, or waits to be hung up on. */
export interface Attack {
  writes: (string | Buffer)[];
  hangsUp: boolean;
}

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  0.5,
  '',
  '../../../etc/passwd',
  '__proto__',
  '\u0000',
  'a'.repeat(10_000),
  [],
  [[[[]]]],
  {},
  { kind: 'name' },
  { kind: 'name', value: ['all'], cwd: 7 },
  { kind: 'config', file: 3, apps: {} },
  { toString: 1, valueOf: 2, length: -1 },
  { toJSON: 'x', valueOf: null },
];

const FIELDS = [
  'targets target caller overrides only events env key signal group file args cwd out error rotation params value data',
  'protocol version pid paths jsonrpc id method result error focus limit since __proto__ constructor prototype count',
]
  .join(' ')
  .split(' ');

const POLLUTION =
  '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"prototype":{"polluted":"yes"}}';

export class Attacker {
  private readonly roll: () => number;

  /**
   * @param methods that the socket knows; those that would end it or its apps are not among them
   * @param greeting a message that opens the door, sent before half of the attacks
   */
  constructor(
    seed: number,
    private readonly methods: readonly string[],
    private readonly greeting: () => string | null = () => null,
  ) {
    this.roll = dice(seed);
  }

  next(): Attack {
    const attack = this.pick(this.kinds)();
    const greeting = this.roll() < 0.5 ? this.greeting() : null;
    return greeting === null ? attack : { ...attack, writes: [greeting, ...attack.writes] };
  }

  private readonly kinds: (() => Attack)[] = [
    () => line('{"jsonrpc":"2.0","id":1,"method":'),
    () => line(this.request(this.params()).slice(0, Math.floor(this.roll() * 60))),
    () => line(this.request(this.params())),
    () => line(this.request(this.params())),
    () => line(this.request(this.params())),
    () => line(this.request(POLLUTION)),
    () => line(this.notification(this.params())),
    () => line(JSON.stringify(this.pick(VALUES))),
    () => line(`${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    () => line(this.request(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)),
    () => line(this.request(`"${'x'.repeat(500_000)}"`)),
    () =>
      line(
        `{"jsonrpc":"2.0","id":${this.pick(['"a"', '1e400', '-0', 'null', '{}', '[1]'])},"method":"ping"}`,
      ),
    () => line(`{"jsonrpc":"2.0","id":1,"result":${POLLUTION}}`),
    () => line('{"jsonrpc":"2.0","id":1,"error":{"data":{"code":7}}}'),
    () => line(`[${this.request('{}')},${this.request('{}')}]`),
    () => ({ writes: [this.bytes(2_000)], hangsUp: true }),
    () => ({ writes: [Buffer.concat([this.bytes(200), Buffer.from('\n')])], hangsUp: false }),
    () => ({ writes: [this.request(this.params())], hangsUp: true }),
    () => ({ writes: [...`${this.request(this.params()).slice(0, 200)}\n`], hangsUp: true }),
    () => ({ writes: Array.from({ length: 16 }, () => 'y'.repeat(65_536)), hangsUp: true }),
    () => ({ writes: ['\n'.repeat(5_000)], hangsUp: false }),
    () => ({ writes: [`${`${this.request(this.params())}\n`.repeat(50)}`], hangsUp: true }),
    () => ({ writes: [], hangsUp: true }),
  ];

  private request(params: string): string {
    return `{"jsonrpc":"2.0","id":${Math.floor(this.roll() * 1e6)},"method":"${this.method()}","params":${params}}`;
  }

  private notification(params: string): string {
    return `{"jsonrpc":"2.0","method":"${this.method()}","params":${params}}`;
  }

  private method(): string {
    return this.roll() < 0.15
      ? this.pick(['__proto__', 'constructor', 'toString', '', 'a.b'])
      : this.pick(this.methods);
  }

  /** An object with some fields that methods know, of types that they don't. */
  private params(): string {
    const fields = Array.from({ length: Math.floor(this.roll() * 8) }, () => {
      const value = this.roll() < 0.5 ? this.pick(VALUES) : [this.pick(VALUES), this.pick(VALUES)];
      return `"${this.pick(FIELDS)}":${JSON.stringify(value)}`;
    });
    return `{${fields.join(',')}}`;
  }

  private bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => Math.floor(this.roll() * 256)));
  }

  private pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.roll() * list.length)]!;
  }
}

const line = (text: string): Attack => ({ writes: [`${text}\n`], hangsUp: true });

/** Carries one out. Resolves when the connection has ended. */
export async function attack(path: string, { writes, hangsUp }: Attack): Promise<void> {
  const socket = connect(path).on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.resume();
  for (const write of writes) socket.write(write);
  if (hangsUp) socket.end();
  else giveUp(socket);
  await closed;
}

/** Waits for an answer or the end, and then goes without a word. */
function giveUp(socket: Socket): void {
  socket.once('data', () => socket.destroy());
  socket.setTimeout(20, () => socket.destroy());
}
