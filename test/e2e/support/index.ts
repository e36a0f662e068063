export * from './command';
export * from './e2e';
export * from './fixtures';
export * from './home';
export * from './net';
export * from './pmx-processes';
export * from './processes';
export * from './until';
