export type { LogLine } from './model/state';
export { type MonitOptions, monit } from './monit';
