import type { RestartSpec, StopSpec, WatchSpec } from '../../spec';
import type { FieldValues } from '../fields';
import { resolvePath } from '../paths';
import type { Places } from './places';

const DEFAULT_BACKOFF_BASE = 100;
const DEFAULT_BACKOFF_MAX = 15_000;

/** Where programs write by themselves; what is never watched at all is for the watcher to know. */
const DEFAULT_IGNORE = ['logs'];

export function buildRestart(values: FieldValues): RestartSpec {
  const backoffBase = values.exp_backoff_restart_delay ?? DEFAULT_BACKOFF_BASE;
  return {
    auto: values.autorestart ?? true,
    stopExitCodes: values.stop_exit_codes ?? [],
    delay: values.restart_delay ?? 0,
    backoffBase,
    backoffMax: values.backoff_max ?? Math.max(DEFAULT_BACKOFF_MAX, backoffBase),
    minUptime: values.min_uptime ?? 1000,
    maxRestarts: values.max_restarts ?? 16,
    maxMemory: values.max_memory_restart || null,
    heapSnapshot: values.heap_snapshot_on_memory_restart ?? false,
    cron: values.cron_restart ?? null,
  };
}

export function buildWatch(values: FieldValues, places: Places): WatchSpec | null {
  const { watch = false, ignore_watch: ignore = DEFAULT_IGNORE } = values;
  const paths = watch === true ? ['.'] : watch || [];
  if (paths.length === 0) return null;
  return {
    paths: paths.map((path) => resolvePath(path, places.cwd, places.homeDir)),
    ignore: ignore === false ? [] : [...ignore],
    delay: values.watch_delay ?? 200,
  };
}

export function buildStop(values: FieldValues): StopSpec {
  return {
    signal: values.stop_signal ?? 'SIGINT',
    message: values.shutdown_with_message ?? false,
    killTimeout: values.kill_timeout ?? 10_000,
    tree: values.treekill ?? true,
  };
}
