/** What keys ask for, done by the daemon: none of it holds up the screen, and each tells how it ended. */

import type { Client } from '@pmx/client';
import type { Caller, ChangeResult, ProgressParams, Target } from '@pmx/protocol';
import type { OpenClient } from './feed';
import type { Action, Message, Notice } from './model/state';

export interface ActionPorts {
  open: OpenClient;
  caller: Caller;
  tell(message: Message): void;
}

/** Milliseconds that a profile records. */
const PROFILE_TIME = 10_000;

const DONE: Record<Action['verb'], string> = {
  restart: 'restarted',
  reload: 'reloaded',
  stop: 'stopped',
  start: 'started',
  delete: 'deleted',
  scale: 'scaled',
  profile: 'profiled',
};

/** Never throws: a failure is a notice, too. */
export async function perform(action: Action, { open, caller, tell }: ActionPorts): Promise<void> {
  const say = (kind: Notice['kind'], text: string): void => tell({ type: 'notice', notice: { kind, text } });
  say('progress', `${beginning(action)}…`);
  let client: Client | null = null;
  try {
    // A connection of its own: the stream goes on beside it.
    client = await open({});
    const onProgress = ({ done, total, message }: ProgressParams): void => {
      if (total > 0 && message !== '')
        say('progress', `${beginning(action)}: ${done} of ${total}, ${message}`);
    };
    const ending = await ask(action, client, caller, onProgress);
    say(ending.kind, ending.text);
  } catch (error) {
    say('failed', `${action.label}: ${(error as Error).message}`);
  } finally {
    client?.close();
  }
}

const beginning = ({ verb, label }: Action): string =>
  verb === 'profile' ? `recording the CPU of ${label} for ${PROFILE_TIME / 1_000} s` : `${verb} ${label}`;

async function ask(
  action: Action,
  client: Client,
  caller: Caller,
  onProgress: (progress: ProgressParams) => void,
): Promise<Notice> {
  if (action.verb === 'profile') return profile(action, client, caller);
  return verdict(action, await change(action, client, caller, onProgress));
}

function change(
  action: Exclude<Action, { verb: 'profile' }>,
  client: Client,
  caller: Caller,
  onProgress: (progress: ProgressParams) => void,
): Promise<ChangeResult> {
  const targets: Target[] = [{ kind: 'name', value: action.target, cwd: null }];
  const asked = { targets, caller, overrides: {}, envName: null, only: [], updateEnv: false };
  switch (action.verb) {
    case 'scale':
      return client.call('scale', { target: action.target, count: action.count }, onProgress);
    case 'start':
      return client.call('start', { ...asked, force: false, running: 'error' }, onProgress);
    case 'restart':
    case 'reload':
      return client.call(action.verb, asked, onProgress);
    case 'stop':
    case 'delete':
      return client.call(action.verb, { targets }, onProgress);
  }
}

function verdict({ verb, label }: Action, { failures, notes }: ChangeResult): Notice {
  const [failure] = failures;
  if (!failure) return { kind: 'done', text: [`${label} ${DONE[verb]}`, ...notes].join('; ') };
  const last = failure.errorTail.findLast((line) => line.trim() !== '');
  const words = [`${verb} ${label}: ${failure.reason}`, failure.next, last].filter(Boolean);
  return { kind: 'failed', text: words.join('; ') };
}

async function profile({ target, label }: Action, client: Client, { cwd }: Caller): Promise<Notice> {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const file = `${cwd}/${label.replace(/[^\w.-]+/g, '-')}${stamp}.cpuprofile`;
  const written = await client.call('profile', { target, kind: 'cpu', duration: PROFILE_TIME, file });
  return { kind: 'done', text: `the CPU profile of ${label} is in ${written.file}` };
}
