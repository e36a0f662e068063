import { PmxError } from '@pmx/protocol';
import type { Command, Context } from '../command';
import { COMMANDS } from '../registry';
import { adviceFor } from '../suggest';

const WORDS = COMMANDS.flatMap(({ names }) => names).join(' ');

/** Each asks pmx for the apps of the list; it launches no daemon for that. */
const SCRIPTS: Record<string, string> = {
  bash: `_pmx() {
  local words="${WORDS}"
  [ "$COMP_CWORD" -gt 1 ] && words="all $(pmx completion apps 2>/dev/null)"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _pmx pmx
`,
  zsh: `#compdef pmx
_pmx() {
  if (( CURRENT == 2 )); then
    compadd -- ${WORDS}
  else
    compadd -- all \${(f)"$(pmx completion apps 2>/dev/null)"}
    _files
  fi
}
compdef _pmx pmx
`,
  fish: `complete -c pmx -n __fish_use_subcommand -f -a "${WORDS}"
complete -c pmx -n "not __fish_use_subcommand" -a "all (pmx completion apps 2>/dev/null)"
`,
};

export const command: Command = {
  names: ['completion'],
  summary: 'Print a completion script for a shell',
  usage: '<bash|zsh|fish>',
  minWords: 1,
  maxWords: 1,
  options: [],
  examples: [
    { line: 'eval "$(pmx completion bash)"', meaning: 'in ~/.bashrc' },
    { line: 'eval "$(pmx completion zsh)"', meaning: 'in ~/.zshrc, after compinit' },
    { line: 'pmx completion fish | source', meaning: 'in config.fish' },
  ],
  run: async ({ words: [shell = ''] }, context) => {
    context.terminal.write(shell === 'apps' ? await appNames(context) : scriptFor(shell));
    return 0;
  },
};

function scriptFor(shell: string): string {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script !== undefined) return script;
  const shells = Object.keys(SCRIPTS);
  const advice = adviceFor(shell, shells) ?? `There is one for ${shells.join(', ')}.`;
  throw new PmxError('PMX_ERR_USAGE', `There is no completion for "${shell}".`, advice);
}

async function appNames(context: Context): Promise<string> {
  const client = await context.connect({ launch: false });
  const { apps } = await client.call('list', {});
  return [...new Set(apps.map(({ name }) => name))].map((name) => `${name}\n`).join('');
}
