export * from './agent';
export * from './api';
export * from './errors';
export * from './framing';
export * from './host';
export * from './journal';
export * from './metrics';
export * from './rpc';
