import { DaemonFiles } from '../../../packages/host/src/daemon-files';

const daemon = (version: string) => ({ node: '/usr/bin/node', file: `/opt/pmx-${version}/daemon.cjs` });

const choices = (files: DaemonFiles, count: number) =>
  Array.from({ length: count }, (_, index) => files.choose(index + 1)?.file ?? null);

test('without a word from any there is no choice', () => {
  expect(choices(new DaemonFiles(), 8)).toEqual(Array(8).fill(null));
});

test('the one that connected last, however often it has to be started', () => {
  const files = new DaemonFiles();
  files.learn(daemon('1'));
  files.learn(daemon('1'));
  expect(new Set(choices(files, 30))).toEqual(new Set([daemon('1').file]));
});

test('one that does not stay is given up for the one before it, by turns', () => {
  const files = new DaemonFiles();
  files.learn(daemon('1'));
  files.learn(daemon('2'));
  const [one, two] = [daemon('1').file, daemon('2').file];
  expect(choices(files, 8)).toEqual([two, two, two, two, two, one, two, one]);
});

test('the one before has taken over: it is the last one now', () => {
  const files = new DaemonFiles();
  for (const version of ['1', '2', '1']) files.learn(daemon(version));
  expect(files.choose(1)).toEqual(daemon('1'));
});
