/**
 * `@pmx/agent`: what an app can tell pmx, and learn from it.
 *
 * An app needs none of this to run under pmx, and with it runs without pmx just as well. Nothing here throws, but for
 * arguments that are wrong.
 */

/**
 * Why the process is asked to end: the name of the signal (`'SIGINT'`, `'SIGTERM'`, or the app's `stop_signal`), or
 * `'shutdown'` when the message of `shutdown_with_message` has come.
 */
export type ShutdownReason = 'SIGINT' | 'SIGTERM' | 'shutdown' | (string & {});

/**
 * Says that the app can do its work. With `wait_ready`, pmx counts it as online from here on, and a reload ends the old
 * process no sooner; without `wait_ready` it makes no difference. The same as `process.send('ready')`.
 *
 * Does nothing without pmx.
 */
export function ready(): void;

/**
 * Registers a function that is run when the process is asked to end: by pmx (stop, restart, reload, delete, scale, …)
 * or, with pmx and without, by SIGINT or SIGTERM.
 *
 * The functions are run one after another, in the order of their registration; what one returns is awaited before the
 * next begins. When all are through, the process exits with 0, or `process.exitCode` where the app has set it. When one
 * throws or rejects, its error is printed to standard error, the others are still run, and the exit code is 1.
 *
 * All of them together have the app's `kill_timeout` (10 s, unless configured); then pmx kills the process. Without pmx
 * there is no limit. Further requests to end are ignored meanwhile.
 *
 * Only in the main thread: worker threads get no signals.
 *
 * @param fn is given the reason
 * @returns a function that takes the registration back. When none is left, signals have their usual effect again.
 * @throws {TypeError} when `fn` is not a function
 */
export function onShutdown(fn: (reason: ShutdownReason) => void | PromiseLike<void>): () => void;

/**
 * Whether this process is on its way out: pmx drains it, because a successor has taken over its work or it is
 * no longer wanted, or functions of `onShutdown` are being run. It never becomes false again.
 *
 * Meant for the answer to a load balancer's health check: 503 when true. Cheap enough for every request.
 */
export function isDraining(): boolean;

/**
 * Calls a function, once, when pmx begins to drain this process (cluster mode), or at the next tick when it has begun
 * already. It is the time to ask long-lived clients, such as WebSockets, to connect anew: what is still open after
 * `drain_timeout` (30 s, unless configured) is cut. Nothing waits for the function; clean up in `onShutdown`.
 *
 * Never called without pmx, nor by `onShutdown` alone.
 *
 * @returns a function that takes the registration back
 * @throws {TypeError} when `fn` is not a function
 */
export function onDrain(fn: () => void): () => void;

export interface MetricOptions {
  /** For people: `ms`, `users`, `MB`. At most 100 characters; none by default. */
  unit?: string;
}

/** A number that goes up and down: the latest value counts. */
export interface Metric {
  readonly value: number;
  /** @throws {TypeError} for anything but a finite number */
  set(value: number): void;
}

/** A number that is counted up and down. */
export interface Counter {
  readonly value: number;
  /** @param by 1 by default. @throws {TypeError} for anything but a finite number */
  inc(by?: number): void;
  dec(by?: number): void;
  /** To 0. */
  reset(): void;
}

/** How often something happens: shown per second. */
export interface Meter {
  /** @param count how often it happened; 1 by default. @throws {TypeError} for anything but a finite number */
  mark(count?: number): void;
}

/**
 * How large values are: shown as count, smallest, largest, mean, and the percentiles 50, 95 and 99 of the last 30 to 60
 * seconds. Percentiles are within 1.6 % of the exact ones.
 */
export interface Histogram {
  /** @throws {TypeError} for anything but a finite number */
  update(value: number): void;
}

/**
 * A metric of your own, shown by `pmx metrics` and `pmx monit` beside those that pmx takes by itself. All four kinds:
 *
 * - asked for again by the same name, they give the same one;
 * - a process can have 100 of them;
 * - without pmx they can be used all the same, and nobody reads them.
 *
 * @param name 1 to 100 characters, no control characters
 * @param options `value`: is called for each sample, and its value counts in place of that of `set`; a sample for which it
 *   throws goes without
 * @throws {TypeError} when the name or an option is wrong
 * @throws {Error} when the name is that of another kind, or there are 100 already
 */
export function metric(name: string, options?: MetricOptions & { value?: () => number }): Metric;

/** @throws like `metric` */
export function counter(name: string, options?: MetricOptions): Counter;

/** @throws like `metric` */
export function meter(name: string, options?: MetricOptions): Meter;

/** @throws like `metric` */
export function histogram(name: string, options?: MetricOptions): Histogram;

/**
 * Something that the app does when it is asked to: `pmx trigger <app> <name> [params]`. What the function returns (or what
 * its promise resolves with) is shown, as JSON; what it throws is shown as the reason. `params` is what was given after the
 * name: JSON where it is JSON, else the text; `null` when there was nothing.
 *
 * A later action takes the place of an earlier one of the same name. Never called without pmx.
 *
 * @param name 1 to 100 characters, no control characters
 * @returns a function that takes the registration back
 * @throws {TypeError} when the name is wrong or `fn` is not a function
 * @throws {Error} when there are 100 already
 */
export function action(name: string, fn: (params: unknown) => unknown): () => void;
