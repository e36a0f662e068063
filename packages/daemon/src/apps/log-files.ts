/** Where the output of an instance goes. */

import { extname } from 'node:path';
import type { SinkSpec } from '@pmx/protocol';
import type { AppSpec, LogSpec } from '@pmx/supervision';
import type { LogFiles } from './app';

/** The files of the instance with this id. With several instances each has its own, unless they are merged. */
export function logFilesOf(spec: AppSpec, id: number): LogFiles {
  const suffixed = spec.instances > 1 && !spec.logs.merge;
  const own = (path: string | null): string | null =>
    path !== null && suffixed ? withSuffix(path, id) : path;
  return {
    out: own(spec.logs.outFile),
    error: own(spec.logs.errorFile),
    combined: own(spec.logs.combinedFile),
  };
}

/** `web-out.log` → `web-out-3.log` */
export function withSuffix(path: string, id: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${id}${extension}`;
}

/** The files of one stream, each with how lines are written into it. */
export function sinksOf(paths: (string | null)[], logs: LogSpec, app: string, id: number): SinkSpec[] {
  return [...new Set(paths)]
    .filter((path): path is string => path !== null)
    .map((path) => ({
      path,
      dateFormat: logs.type === 'json' ? null : logs.dateFormat,
      json: logs.type === 'json' ? { app, id } : null,
      rotation: logs.rotation,
    }));
}

/** Every file that the slots of this spec may have. */
export const filesIn = (files: LogFiles): string[] =>
  [files.out, files.error, files.combined].filter((path): path is string => path !== null);
