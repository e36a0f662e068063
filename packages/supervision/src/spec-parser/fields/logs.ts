/** Where output goes, and for how long it is kept. */

import { filePath, logTarget } from '../types/files';
import { boolean, choice, integer, size } from '../types/scalars';
import { lineOrOff } from '../types/text';
import { field } from './field';

const LOG_TYPES: ReadonlyMap<string, 'raw' | 'json'> = new Map([
  ['raw', 'raw'],
  ['json', 'json'],
]);

export const LOG_FIELDS = {
  out_file: field(logTarget, '`logs/NAME-out.log` in the home', 'The file of standard output.', [
    'out',
    'output',
    'out_log',
  ]),
  error_file: field(logTarget, '`logs/NAME-error.log` in the home', 'The file of standard error.', [
    'error',
    'err',
    'err_file',
    'err_log',
  ]),
  log_file: field(logTarget, 'off', 'One more file with both streams; true: `logs/NAME.log` in the home.', [
    'log',
  ]),
  disable_logs: field(boolean, 'false', 'Keeps no output at all.'),
  merge_logs: field(
    boolean,
    'false',
    'All instances share the files; else each has its number in the file name.',
    ['combine_logs'],
  ),
  time: field(boolean, 'false', 'Puts the time before each line, as `YYYY-MM-DDTHH:mm:ss`.'),
  log_date_format: field(
    lineOrOff,
    'off',
    'Puts the time before each line, in this format of dayjs; wins over `time`.',
  ),
  log_type: field(choice('log type', LOG_TYPES), '`raw`', '`json`: each line becomes a JSON object.'),
  max_log_size: field(size, '`10M`', 'A log file is rotated when it is larger; 0: never.'),
  log_keep: field(integer(0, 10_000), '10', 'Rotated files kept for each log file.'),
  log_compress: field(boolean, 'true', 'Rotated files are gzipped.'),
  log_total_size: field(size, '`200M`', 'What the rotated files of one log file may take together.'),
  pid_file: field(filePath, '`pids/NAME-ID.pid` in the home', "The file with the process's id.", ['pid']),
};
