export * from './command';
export * from './e2e';
export * from './fixtures';
export * from './home';
export * from './net';
export * from './processes';
export * from './until';
