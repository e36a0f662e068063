/** What goes into running programs (signals, input, messages), and what is done to the files that their output is in. */

import { type ChangeResult, PmxError } from '@pmx/protocol';
import { currentKey, type Slot } from '../apps/app';
import { filesIn, logFilesOf } from '../apps/log-files';
import type { AgentServer } from '../links/agent-server';
import type { KeeperLink } from '../links/keeper-link';
import { answer } from './change';
import type { Daemon } from './context';

const SIGNALS = /^SIG[A-Z0-9]{2,10}$/;

/** @throws {PmxError} PMX_ERR_USAGE for what is no signal */
export async function sendSignal(
  daemon: Daemon,
  keeper: KeeperLink,
  slots: Slot[],
  word: string,
): Promise<ChangeResult> {
  const signal = signalName(word);
  const notes: string[] = [];
  for (const slot of slots) {
    const { delivered } = await keeper
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
export async function sendInput(keeper: KeeperLink, slot: Slot, data: string): Promise<null> {
  if (slot.state.pid === null) throw notRunning(slot);
  await keeper.call('host.stdin', {
    key: currentKey(slot),
    data: Buffer.from(data, 'utf8').toString('base64'),
  });
  return null;
}

/** @throws {PmxError} PMX_ERR_NO_STDIN when the program does not run or has no agent */
export function sendMessage(agents: AgentServer, slot: Slot, value: unknown): null {
  if (slot.state.pid === null) throw notRunning(slot);
  if (agents.deliver(currentKey(slot), value)) return null;
  throw new PmxError(
    'PMX_ERR_NO_STDIN',
    `${slot.app.spec.name} (${slot.id}) has no agent to take messages.`,
    'Only Node apps that have the agent get messages.',
  );
}

function notRunning(slot: Slot): PmxError {
  return new PmxError(
    'PMX_ERR_NO_STDIN',
    `${slot.app.spec.name} (${slot.id}) does not run.`,
    `Start it with: pmx start ${slot.app.spec.name}`,
  );
}

export async function flush(keeper: KeeperLink, slots: Slot[]): Promise<{ files: string[] }> {
  const files = logFilesFor(slots);
  if (files.length > 0) await keeper.call('host.flushLogs', { paths: files });
  return { files };
}

export async function reloadLogs(keeper: KeeperLink, slots: Slot[]): Promise<{ files: string[] }> {
  const files = logFilesFor(slots);
  if (files.length > 0) await keeper.call('host.reopenLogs', { paths: files });
  return { files };
}

const logFilesFor = (slots: Slot[]): string[] => [
  ...new Set(slots.flatMap((slot) => filesIn(slot.launched?.files ?? logFilesOf(slot.app.spec, slot.id)))),
];
