export * from './dependencies';
export * from './instance';
export * from './machine';
export * from './policy';
export * from './reload-plan';
export * from './spec';
export * from './spec-parser';
