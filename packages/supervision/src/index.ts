export * from './instance';
export * from './spec';
