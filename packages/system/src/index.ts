export * from './atomic-file';
export * from './clock';
export * from './home';
export * from './lock';
export * from './own-process';
export * from './peer';
export * from './process-group';
export * from './process-identity';
