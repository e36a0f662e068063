/** What goes into running programs (signals, input, messages), and what is done to the files that their output is in. */

import { type ChangeResult, PmxError } from '@pmx/protocol';
import { currentKey, type Slot } from '../apps/app';
import { filesIn, logFilesOf } from '../apps/log-files';
import type { HostLink } from '../links/host-link';
import type { Hosts } from '../links/hosts';
import { answer } from './change';
import type { Daemon } from './context';

const SIGNALS = /^SIG[A-Z0-9]{2,10}$/;

/** @throws {PmxError} PMX_ERR_USAGE for what is no signal */
export async function sendSignal(
  daemon: Daemon,
  hosts: Hosts,
  slots: Slot[],
  word: string,
): Promise<ChangeResult> {
  const signal = signalName(word);
  const notes: string[] = [];
  for (const slot of slots) {
    const { delivered } = await hosts
      .of(slot)
      .call('host.signal', { key: currentKey(slot), signal, group: false })
      .catch(() => ({ delivered: false }));
    if (!delivered) notes.push(`${slot.app.spec.name} (${slot.id}) does not run; it got no ${signal}.`);
  }
  return answer(
    daemon,
    slots.map((slot) => ({ slot, outcome: { kind: 'reached' } })),
    { notes },
  );
}

function signalName(word: string): string {
  const upper = word.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  if (SIGNALS.test(name)) return name;
  throw new PmxError(
    'PMX_ERR_USAGE',
    `${JSON.stringify(word)} is no signal.`,
    'Give a name such as SIGUSR2 or HUP.',
  );
}

/** @throws {PmxError} PMX_ERR_NO_STDIN */
export async function sendInput(hosts: Hosts, slot: Slot, data: string): Promise<null> {
  if (slot.state.pid === null) throw notRunning(slot);
  await hosts.of(slot).call('host.stdin', {
    key: currentKey(slot),
    data: Buffer.from(data, 'utf8').toString('base64'),
  });
  return null;
}

/** @throws {PmxError} PMX_ERR_NO_STDIN when the program does not run or does not take messages */
export async function sendMessage(daemon: Daemon, slot: Slot, value: unknown): Promise<null> {
  if (slot.state.pid === null) throw notRunning(slot);
  if (await daemon.supervisor.actions.deliver(slot, value)) return null;
  throw new PmxError(
    'PMX_ERR_NO_STDIN',
    `${slot.app.spec.name} (${slot.id}) has no agent to take messages.`,
    'Only Node apps that have the agent, or run in cluster mode, get messages.',
  );
}

function notRunning(slot: Slot): PmxError {
  return new PmxError(
    'PMX_ERR_NO_STDIN',
    `${slot.app.spec.name} (${slot.id}) does not run.`,
    `Start it with: pmx start ${slot.app.spec.name}`,
  );
}

/** Empties log files and removes the rotated ones. */
export function flush(hosts: Hosts, slots: Slot[]): Promise<{ files: string[] }> {
  return onFiles(hosts, slots, 'host.flushLogs');
}

/** Opens log files anew, after a foreign logrotate. */
export function reloadLogs(hosts: Hosts, slots: Slot[]): Promise<{ files: string[] }> {
  return onFiles(hosts, slots, 'host.reopenLogs');
}

async function onFiles(
  hosts: Hosts,
  slots: Slot[],
  method: 'host.flushLogs' | 'host.reopenLogs',
): Promise<{ files: string[] }> {
  const byHost = new Map<HostLink, Set<string>>();
  for (const slot of slots) {
    const paths = byHost.get(hosts.of(slot)) ?? new Set();
    byHost.set(hosts.of(slot), paths);
    for (const path of filesIn(slot.launched?.files ?? logFilesOf(slot.app.spec, slot.id))) paths.add(path);
  }
  for (const [host, paths] of byHost) {
    if (paths.size > 0) await host.call(method, { paths: [...paths] });
  }
  return { files: [...byHost.values()].flatMap((paths) => [...paths]) };
}
