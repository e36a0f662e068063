/** When an app starts, ends, and starts again. */

import { exitCodes, globs, pathsOrBoolean } from '../types/lists';
import { boolean, cronPattern, duration, integer, signal, size } from '../types/scalars';
import { field } from './field';

export const LIFECYCLE_FIELDS = {
  autostart: field(boolean, 'true', 'false: `start` adds the app to the list and does not start it.'),
  autorestart: field(boolean, 'true', 'Starts the program again when it ends by itself.'),
  stop_exit_codes: field(exitCodes, 'none', 'Exit codes that mean "done": no restart after one of them.'),
  restart_delay: field(duration(), '0', 'The time before each restart; 0: the back-off decides.'),
  exp_backoff_restart_delay: field(
    duration(),
    '`100ms`',
    'The first back-off delay; it doubles with each further unstable run. The first restart is at once.',
  ),
  backoff_max: field(duration(), '`15s`', 'What a back-off delay never exceeds.'),
  min_uptime: field(duration(), '`1s`', 'A run that lasts less is unstable.'),
  max_restarts: field(
    integer(0),
    '16',
    'Restarts in a row after runs shorter than `min_uptime` on average; then the app is `errored`.',
  ),
  max_memory_restart: field(
    size,
    'none',
    'Restarts the instance when all its processes together use more; 0: no limit.',
  ),
  heap_snapshot_on_memory_restart: field(
    boolean,
    'false',
    'Writes a heap snapshot before such a restart, with the app standing still; see docs/profiling.md.',
  ),
  cron_restart: field(cronPattern, 'none', 'Restarts the app at these times; 0: off.', ['cron']),
  watch: field(
    pathsOrBoolean,
    'false',
    'Restarts when files change: true for all of `cwd`, or files and folders.',
  ),
  ignore_watch: field(
    globs,
    '`logs`',
    'Globs that `watch` leaves out. `node_modules`, `.git`, `*.log` and `*.pid` are always left out.',
  ),
  watch_delay: field(duration(), '`200ms`', 'The time without a further change before `watch` restarts.'),
  stop_signal: field(signal, '`SIGINT`', 'The signal that asks the program to end.', ['kill_signal']),
  shutdown_with_message: field(boolean, 'false', "Sends the message 'shutdown' in place of the signal."),
  kill_timeout: field(duration(), '`10s`', 'The time to end in; then it is killed.'),
  treekill: field(boolean, 'true', 'Signals all processes of the instance; false: the main process alone.'),
  wait_ready: field(boolean, 'false', "The program is online when it has called `process.send('ready')`."),
  listen_timeout: field(
    duration(1),
    '`10s`',
    'The time to get ready in; who is not ready by then has failed.',
  ),
};
