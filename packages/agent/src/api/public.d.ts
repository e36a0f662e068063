/**
 * `@pmx/agent`: what an app can tell pmx, and learn from it.
 *
 * An app needs none of this to run under pmx, and with it runs without pmx just as well. Nothing here throws, but for
 * a `TypeError` when an argument is not a function.
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
