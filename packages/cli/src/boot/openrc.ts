/** The init script for OpenRC, whose own supervisor keeps the service running. Pure. */

import { serviceCommand, shellLine, shellQuote } from './command-line';
import { markOf } from './mark';
import type { Recipe } from './recipe';

export function openrcScript(recipe: Recipe): string {
  const [command, ...args] = serviceCommand(recipe);
  return `#!/sbin/openrc-run
# ${markOf(recipe)}

name=${shellQuote(recipe.name)}
description=${shellQuote(`pmx, the apps of ${recipe.user}`)}

supervisor=supervise-daemon
command_user=${shellQuote(recipe.user)}
# OpenRC reads these as shell words once more.
command=${shellQuote(shellQuote(command!))}
command_args=${shellQuote(shellLine(args))}
pidfile="/run/\${RC_SVCNAME}.pid"

respawn_delay=2
respawn_max=10
respawn_period=300
retry="TERM/${recipe.stopTimeout}/KILL/5"
rc_ulimit="-n 524288"

export HOME=${shellQuote(recipe.userHome)}
export PMX_HOME=${shellQuote(recipe.pmxHome)}
export PATH=${shellQuote(recipe.path)}:"$PATH"

depend() {
	need localmount
	use net dns logger
	after firewall
}
`;
}
