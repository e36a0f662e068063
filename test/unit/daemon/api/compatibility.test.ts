import { type PmxError, PROTOCOL_VERSION, type Speaker } from '@pmx/protocol';
import { checkSpeaker, noMethod } from '../../../../packages/daemon/src/api/compatibility';

const MINE = '1.2.0';
const speaker = (protocol: number, oldest = protocol): Speaker => ({ version: '9.9.9', protocol, oldest });

function refusal(from: Speaker | null, method = 'list'): PmxError | null {
  try {
    checkSpeaker(from, method, MINE);
    return null;
  } catch (error) {
    return error as PmxError;
  }
}

test.each([
  ['one of the same protocol', speaker(PROTOCOL_VERSION)],
  ['a newer one that understands this one', speaker(PROTOCOL_VERSION + 1, PROTOCOL_VERSION)],
  ['one that does not say', null],
])('%s is served', (_who, from) => {
  expect(refusal(from)).toBeNull();
});

test('a newer one that does not is told to update the daemon, with both versions', () => {
  const error = refusal(speaker(PROTOCOL_VERSION + 2, PROTOCOL_VERSION + 1));
  expect(error).toMatchObject({ code: 'PMX_ERR_VERSION', advice: expect.stringContaining('pmx update') });
  expect(error!.message).toMatch(/9\.9\.9.*1\.2\.0.*too old/);
});

test('an older one is told which version to run', () => {
  const error = refusal(speaker(0));
  expect(error!.message).toMatch(/too new/);
  expect(error!.advice).toContain('1.2.0');
});

test.each(['ping', 'leave'])('%s means the same for ever: an update needs it', (method) => {
  expect(refusal(speaker(PROTOCOL_VERSION + 9), method)).toBeNull();
});

test('an unknown method: of another version, or of none', () => {
  expect(noMethod('fly', speaker(PROTOCOL_VERSION), MINE)).toMatchObject({
    code: 'PMX_ERR_UNKNOWN_METHOD',
    message: expect.stringMatching(/daemon is pmx 1\.2\.0.*"fly".*9\.9\.9/),
    advice: expect.stringContaining('pmx update'),
  });
  expect(noMethod('fly', null, MINE)).toMatchObject({ message: 'There is no method "fly".', advice: '' });
});
