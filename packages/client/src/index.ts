export { Client, type ClientEvents } from './client';
export { awaitDaemon, type ConnectOptions, connectTo } from './connect';
export type { DaemonProgram } from './launch';
