/** How a cluster shares its connections, and how a new version takes over. */

import type { AppSpec } from '../../spec';
import { choice, duration, integer, MAX_INSTANCES } from '../types/scalars';
import { field } from './field';

const SCHEDULING: ReadonlyMap<string, AppSpec['scheduling']> = new Map([
  ['round-robin', 'round-robin'],
  ['rr', 'round-robin'],
  ['shared', 'shared'],
  ['none', 'shared'],
]);

export const RELOAD_FIELDS = {
  reload_parallel: field(
    integer(1, MAX_INSTANCES),
    '2',
    'Instances that `reload` replaces side by side (cluster mode).',
  ),
  drain_timeout: field(
    duration(),
    '`30s`',
    'The time that open connections of a replaced instance have to come to their end (cluster mode).',
  ),
  scheduling: field(
    choice('scheduling', SCHEDULING),
    '`round-robin`',
    'How connections reach the instances of a cluster: in turn, or `shared`: whoever accepts first.',
  ),
};
