export * from './instance';
export * from './spec';
export * from './machine';
export * from './policy';
export * from './spec-parser';
