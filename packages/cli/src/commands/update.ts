import type { HostInfo } from '@pmx/protocol';
import type { Command, Context } from '../command';
import { shown } from '../list/columns';
import { jsonLine } from '../output/json';
import { patiently } from '../patience';
import { type Comparison, compareApps } from '../update/compare';
import { type Swap, swapDaemon } from '../update/swap';
import { VERSION } from '../version';

export const command: Command = {
  names: ['update', 'updatePM2'],
  summary: 'Swap the daemon for the installed version; apps go on',
  usage: '[options]',
  minWords: 0,
  maxWords: 0,
  options: [
    {
      name: 'hosts',
      type: 'boolean',
      description: 'Replace the keeper and the cluster primaries, too; clustered apps are started again',
    },
  ],
  examples: [
    { line: 'npm install -g pmx && pmx update', meaning: 'to a new version, with all apps running' },
    {
      line: 'pmx update --hosts',
      meaning: "replace the processes that hold the apps' output and ports as well",
    },
  ],
  run: async ({ options }, context) => {
    const swap = await swapDaemon(context);
    if (swap === null) return reportNone(context);
    const { apps } = await patiently(async () => (await context.connect()).call('list', {}));
    const compared = swap.before.apps && compareApps(swap.before.apps, apps);
    const renewed = options.hosts === true ? await renewHosts(context) : null;
    report(context, swap, compared, renewed);
    return 0;
  },
};

async function renewHosts(context: Context): Promise<HostInfo[]> {
  return patiently(async () => (await (await context.connect()).call('renewHosts', {})).renewed);
}

function reportNone({ json, silent, terminal }: Context): number {
  if (json) terminal.write(jsonLine({ from: null, to: VERSION, kept: [], changed: [], hosts: [] }));
  else if (!silent) terminal.write(`No daemon runs; the next one will be pmx ${VERSION}.\n`);
  return 0;
}

function report(
  context: Context,
  { before: { daemon: before }, after }: Swap,
  compared: Comparison | null,
  renewed: HostInfo[] | null,
): void {
  const { kept, changed } = compared ?? { kept: [], changed: [] };
  const hosts = renewed ?? after.hosts;
  if (context.json) {
    const daemon = { before: before.pid, after: after.pid };
    context.terminal.write(
      jsonLine({ from: before.version, to: after.version, daemon, kept, changed, hosts }),
    );
    return;
  }
  context.terminal.warn(
    notesOf(changed, after, renewed)
      .map((note) => `pmx: ${note}\n`)
      .join(''),
  );
  if (context.silent) return;
  const what = compared === null ? 'Every app was left as it was.' : keptSentence(kept.length);
  context.terminal.write(`${versions(before.version, after.version)} ${what}\n`);
}

const versions = (from: string, to: string): string =>
  from === to ? `pmx ${to}: the daemon was started afresh.` : `pmx ${from} → ${to}.`;

const keptSentence = (count: number): string =>
  `${count} ${count === 1 ? 'app process' : 'app processes'} kept running.`;

function notesOf(changed: string[], after: Swap['after'], renewed: HostInfo[] | null): string[] {
  const notes = changed.map(shown);
  if (after.version !== VERSION) {
    notes.push(`pmx ${after.version} came up first, which is not the version of this command (${VERSION}).`);
  }
  if (renewed !== null) {
    return [
      ...notes,
      'The hosts were replaced: clustered apps were started again, and the exit code of a forked app that ends later is unknown.',
    ];
  }
  return [...notes, ...after.hosts.filter(({ version }) => version !== after.version).map(olderHost)];
}

function olderHost({ name, pid, version, compatible }: HostInfo): string {
  const what = name === 'keeper' ? 'The keeper' : `The primary of ${shown(name)}`;
  const when = compatible
    ? 'It goes on as it is'
    : 'It speaks another protocol, and is replaced when one of its apps is next restarted';
  return `${what} (pid ${pid}) is of version ${version}. ${when}; to replace it now: pmx update --hosts`;
}
