/** Options that startup and unstartup share: which unit is meant. */

import type { OptionSpec } from '../command';

export const UNIT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'user',
    aliases: ['u'],
    type: 'string',
    value: 'USER',
    description: 'Whose apps: the user they run as',
  },
  { name: 'hp', type: 'string', value: 'DIR', description: 'Home folder of that user' },
  {
    name: 'service-name',
    type: 'string',
    value: 'NAME',
    description: 'Name of the unit; pmx-USER by default',
  },
  {
    name: 'user-unit',
    type: 'boolean',
    description: 'Of your own session manager (systemd --user, a LaunchAgent); needs no root',
  },
];
