export * from './agent';
export * from './api';
export * from './errors';
export * from './framing';
export * from './host';
export * from './rpc';
