/** When an app is ready, whether it is well, and what has to be there first. */

import { dependencies } from '../types/dependencies';
import { health, readiness } from '../types/health';
import { field } from './field';

export const HEALTH_FIELDS = {
  readiness: field(readiness, 'none', 'The program is online when this probe succeeds.', ['ready_when']),
  health: field(
    health,
    'none',
    'Looks after the running program; one that fails is restarted, or replaced in cluster mode.',
    ['liveness', 'healthcheck', 'health_check'],
  ),
  depends_on: field(dependencies, 'none', 'Apps that have to be there before this one starts.'),
};
