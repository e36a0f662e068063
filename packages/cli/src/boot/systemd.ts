/** The unit for systemd. Pure. */

import { EXIT_MISCONFIGURED, serviceCommand } from './command-line';
import { markOf } from './mark';
import type { Recipe } from './recipe';

export function systemdUnit(recipe: Recipe): string {
  return `# ${markOf(recipe)}
[Unit]
Description=pmx, the apps of ${specifiers(recipe.user)}
${ordering(recipe)}StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
# Node and pmx that are missing fail the start here, and not later.
Type=exec
${identity(recipe)}Environment=${quote(`PMX_HOME=${recipe.pmxHome}`)}
Environment=${quote(`PATH=${recipe.path}`)}
ExecStart=${execLine(serviceCommand(recipe))}
Restart=always
RestartSec=2
# 0: ended by \`pmx kill\`; ${EXIT_MISCONFIGURED}: Node or pmx is gone.
RestartPreventExitStatus=0 ${EXIT_MISCONFIGURED}
# pmx itself stops the apps, each by its own signal and within its own time.
KillMode=${recipe.keepApps ? 'process' : 'mixed'}
TimeoutStopSec=${recipe.stopTimeout}
# One app out of memory must not end the others.
OOMPolicy=continue
LimitNOFILE=524288
TasksMax=infinity

[Install]
WantedBy=${recipe.scope === 'system' ? 'multi-user.target' : 'default.target'}
`;
}

function ordering({ scope, pmxHome }: Recipe): string {
  if (scope === 'user') return '';
  return `After=network-online.target nss-user-lookup.target
Wants=network-online.target
RequiresMountsFor=${quote(pmxHome)}
`;
}

const identity = ({ scope, user }: Recipe): string =>
  scope === 'system' ? `User=${specifiers(user)}\n` : '';

const specifiers = (text: string): string => text.replaceAll('%', '%%');

/** systemd.syntax(7): C escapes within double quotes, and `%` as a specifier everywhere. */
const quote = (text: string): string =>
  `"${specifiers(text).replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;

/**
 * In command lines, `$` begins a variable as well; but not in the path of the program, where nothing can stand for it, and
 * where systemd refuses quotes and backslashes. Then `env` is the program.
 */
function execLine(command: string[]): string {
  const isPlain = !/[$"'\\]/.test(command[0]!);
  const [program, ...args] = isPlain ? command : ['/usr/bin/env', ...command];
  return [quote(program!), ...args.map((word) => quote(word).replaceAll('$', '$$$$'))].join(' ');
}
