import { join } from 'node:path';

/** The absolute path of a fixture. */
export const fixture = (name: string): string => join(__dirname, '../fixtures', name);
