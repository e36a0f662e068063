import type { LogSpec, RotationSpec } from '../../spec';
import type { FieldValues } from '../fields';
import { resolvePath } from '../paths';
import type { LogTarget } from '../types/files';
import type { Places } from './places';

/** The format of `time: true`. */
export const TIME_FORMAT = 'YYYY-MM-DDTHH:mm:ss';

const MEGABYTE = 2 ** 20;

export function buildLogs(values: FieldValues, name: string, places: Places): LogSpec {
  const fileOf = (target: LogTarget, defaultFile: string): string | null => {
    if (target === false || values.disable_logs) return null;
    return target === true
      ? resolvePath(defaultFile, places.logDir, places.homeDir)
      : resolvePath(target, places.cwd, places.homeDir);
  };
  return {
    outFile: fileOf(values.out_file ?? true, `${name}-out.log`),
    errorFile: fileOf(values.error_file ?? true, `${name}-error.log`),
    combinedFile: fileOf(values.log_file ?? false, `${name}.log`),
    merge: values.merge_logs ?? false,
    dateFormat: values.log_date_format ?? (values.time ? TIME_FORMAT : null),
    type: values.log_type ?? 'raw',
    rotation: buildRotation(values),
  };
}

function buildRotation(values: FieldValues): RotationSpec {
  return {
    maxSize: values.max_log_size ?? 10 * MEGABYTE,
    keep: values.log_keep ?? 10,
    compress: values.log_compress ?? true,
    totalSize: values.log_total_size ?? 200 * MEGABYTE,
  };
}
