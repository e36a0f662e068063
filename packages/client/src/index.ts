export { Client, type ClientEvents } from './client';
export { awaitDaemon, type ConnectOptions, connectTo, launch } from './connect';
export type { DaemonProgram, Launch } from './launch';
export { Subscription, type SubscriptionHandlers } from './subscription';
export { VERSION } from './version';
