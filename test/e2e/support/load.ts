/** A load generator: a fixed number of clients, each asking again as soon as it is answered. */

import { Agent, get, type RequestOptions } from 'node:http';

export interface LoadOptions {
  port?: number;
  socketPath?: string;
  path?: string;
  /** Clients side by side. */
  clients: number;
  /** true: each client has one connection of its own; false: a new connection for each request. */
  keepAlive: boolean;
  /** Makes a client for another protocol than HTTP/1; all options but `clients` are its own affair then. */
  client?: () => Client;
}

/** Someone who asks, again and again. */
export interface Client {
  ask(): Promise<string>;
  end(): void;
}

export interface LoadResult {
  succeeded: number;
  failed: number;
  /** How often each failure came. */
  failures: Record<string, number>;
  /** The distinct answers, with their number. */
  answers: Record<string, number>;
}

/** Milliseconds after which a request without an answer has failed. */
const PATIENCE = 60_000;

export class Load {
  private stopping = false;
  private readonly clients: Promise<void>[];
  private readonly result: LoadResult = { succeeded: 0, failed: 0, failures: {}, answers: {} };
  private waiting: { count: number; resolve(): void }[] = [];

  constructor(private readonly options: LoadOptions) {
    this.clients = Array.from({ length: options.clients }, () => this.run());
  }

  get size(): number {
    return this.options.clients;
  }

  /**
   * Waits for that many more answers.
   * @throws {Error} telling the failures, when they do not come in time
   */
  answered(count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const guard = setTimeout(
        () => reject(new Error(`no answers: ${JSON.stringify(this.result)}`)),
        PATIENCE,
      );
      const answered = () => {
        clearTimeout(guard);
        resolve();
      };
      this.waiting.push({ count: this.result.succeeded + count, resolve: answered });
    });
  }

  /** Asks no more, and does not wait. */
  abandon(): void {
    this.stopping = true;
  }

  /** Lets the requests under way end. */
  async stop(): Promise<LoadResult> {
    this.stopping = true;
    await Promise.all(this.clients);
    return this.result;
  }

  private async run(): Promise<void> {
    const client = this.options.client?.() ?? httpClient(this.options);
    while (!this.stopping) {
      await client.ask().then(
        (answer) => this.succeed(answer),
        (error) => this.fail(error),
      );
    }
    client.end();
  }

  private succeed(answer: string): void {
    this.result.succeeded += 1;
    count(this.result.answers, answer);
    const due = this.waiting.filter((waiter) => waiter.count <= this.result.succeeded);
    this.waiting = this.waiting.filter((waiter) => !due.includes(waiter));
    for (const waiter of due) waiter.resolve();
  }

  private fail(error: NodeJS.ErrnoException): void {
    this.result.failed += 1;
    count(this.result.failures, error.code ?? error.message);
  }
}

function httpClient(options: LoadOptions): Client {
  if (!options.keepAlive) return { ask: () => request(options, false), end: () => {} };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return { ask: () => request(options, agent), end: () => agent.destroy() };
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** One GET; a status other than 200 is a failure, too. */
export function request(options: LoadOptions | RequestOptions, agent: Agent | false): Promise<string> {
  const { port, socketPath, path = '/' } = options;
  const where = socketPath ? { socketPath } : { host: '127.0.0.1', port };
  return new Promise((resolve, reject) => {
    const sent = get({ ...where, path, agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(body) : reject(new Error(`status ${response.statusCode}`)),
      );
      response.on('error', reject);
    });
    sent.setTimeout(PATIENCE, () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
  });
}
