export type { Account } from './account';
export { baseEnvironment, childEnvironment, type ProcessIdentity } from './environment';
export { resolveLaunch } from './resolve-launch';
export type { Launch, Surroundings } from './types';
