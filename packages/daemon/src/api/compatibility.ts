/** Commands of other versions of pmx than the daemon's. Pure. */

import { OLDEST_PROTOCOL, PmxError, PROTOCOL_VERSION, type Speaker, speaksWith } from '@pmx/protocol';

/** They mean the same in every protocol: what an update needs of the daemon that it swaps. */
const TIMELESS: ReadonlySet<string> = new Set(['ping', 'leave']);

/** @throws {PmxError} PMX_ERR_VERSION when caller and daemon would misread each other */
export function checkSpeaker(from: Speaker | null, method: string, version: string): void {
  if (from === null || TIMELESS.has(method) || speaksWith(from.protocol, from.oldest)) return;
  const isOlder = from.protocol < OLDEST_PROTOCOL;
  throw new PmxError(
    'PMX_ERR_VERSION',
    `This command is pmx ${from.version} (protocol ${from.protocol}); the daemon is pmx ${version} (protocol ${PROTOCOL_VERSION}), ` +
      `too ${isOlder ? 'new' : 'old'} for it.`,
    isOlder ? useOther(version) : UPDATE,
    { daemonVersion: version, daemonProtocol: PROTOCOL_VERSION },
  );
}

export function noMethod(method: string, from: Speaker | null, version: string): PmxError {
  const name = JSON.stringify(method.slice(0, 100));
  const isOther = from !== null && from.version !== version;
  return new PmxError(
    'PMX_ERR_UNKNOWN_METHOD',
    isOther
      ? `The daemon is pmx ${version} and has no method ${name}, which this command (pmx ${from.version}) needs.`
      : `There is no method ${name}.`,
    isOther ? UPDATE : '',
    { daemonVersion: version },
  );
}

const UPDATE = 'Swap the daemon for the version of this command; apps go on. Run: pmx update';

const useOther = (version: string): string =>
  `Run the pmx ${version} that is installed elsewhere, or bring this one up to date: npm install -g pmx`;
