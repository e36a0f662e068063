/** docs/monit.md lists the keys that the help page of the dashboard lists. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELP } from '../../../packages/monit/src/view/panes';

const page = readFileSync(join(__dirname, '../../../docs/monit.md'), 'utf8');

test.each(HELP)('%s', (keys, meaning) => {
  expect(page).toContain(`| ${keys.replace(/ +/g, ' ')} | ${meaning} |`);
});
