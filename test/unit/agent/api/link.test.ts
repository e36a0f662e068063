import { type AgentLink, findLink, LINK_VERSION, publishLink } from '../../../../packages/agent/src/api/link';

const link: AgentLink = {
  version: LINK_VERSION,
  stopSignal: 'SIGINT',
  isDraining: () => false,
  onDrain: () => () => {},
};

test('it is found, and not seen', () => {
  const target = {};
  publishLink(target, link);
  expect(findLink(target)).toBe(link);
  expect(Object.keys({ ...target })).toEqual([]);
  expect(Object.getOwnPropertySymbols({ ...target })).toEqual([]);
});

test('no agent, no link', () => {
  expect(findLink({})).toBeNull();
});

test.each([[{ ...link, version: LINK_VERSION + 1 }], ['text'], [null]])(
  '%j is none that can be used',
  (value) => {
    const target = {};
    publishLink(target, value as AgentLink);
    expect(findLink(target)).toBeNull();
  },
);
