export * from './clock';
export * from './home';
export * from './peer';
