import { type LogFiles, sourcesOf } from '../../../../packages/cli/src/logs/sources';

const instance = (id: number, files: Partial<LogFiles> = {}): LogFiles => ({
  id,
  name: 'api',
  outFile: `/logs/api-out-${id}.log`,
  errorFile: `/logs/api-error-${id}.log`,
  combinedFile: null,
  ...files,
});

describe('which files are shown', () => {
  test('standard output before error output, of each instance', () => {
    expect(sourcesOf([instance(0), instance(1)], 'all').map(({ path }) => path)).toEqual([
      '/logs/api-out-0.log',
      '/logs/api-error-0.log',
      '/logs/api-out-1.log',
      '/logs/api-error-1.log',
    ]);
  });

  test('one stream only', () => {
    expect(sourcesOf([instance(0)], 'err').map(({ type }) => type)).toEqual(['err']);
    expect(sourcesOf([instance(0)], 'out').map(({ type }) => type)).toEqual(['out']);
  });

  test('a file that instances share is shown once', () => {
    const merged = { outFile: '/logs/api-out.log', errorFile: null };
    expect(sourcesOf([instance(0, merged), instance(1, merged)], 'all')).toEqual([
      { path: '/logs/api-out.log', type: 'out', app: 'api', id: null },
    ]);
  });

  test('a file of both streams is shown for either', () => {
    const both = { outFile: '/logs/api.log', errorFile: '/logs/api.log' };
    for (const streams of ['all', 'out', 'err'] as const) {
      expect(sourcesOf([instance(0, both)], streams)).toEqual([
        { path: '/logs/api.log', type: 'all', app: 'api', id: 0 },
      ]);
    }
  });

  test('the combined file is shown only when there is no other', () => {
    const combinedFile = '/logs/api.log';
    expect(sourcesOf([instance(0, { combinedFile })], 'all')).toHaveLength(2);
    expect(sourcesOf([instance(0, { outFile: null, errorFile: null, combinedFile })], 'all')).toMatchObject([
      { path: combinedFile, type: 'all' },
    ]);
  });
});
