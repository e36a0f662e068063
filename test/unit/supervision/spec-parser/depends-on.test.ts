import { problemsOf, specOf } from './support';

const accepted: [written: unknown, dependencies: [app: string, condition: string][]][] = [
  ['db', [['db', 'ready']]],
  [[], []],
  [
    ['db', 'cache', 'db'],
    [
      ['db', 'ready'],
      ['cache', 'ready'],
    ],
  ],
  [{ db: 'started' }, [['db', 'started']]],
  [
    { db: 'READY', migrate: { condition: 'completed' }, cache: {}, gone: undefined },
    [
      ['db', 'ready'],
      ['migrate', 'completed'],
      ['cache', 'ready'],
    ],
  ],
  [{ db: { condition: 'service_started' } }, [['db', 'started']]],
  [{ db: 'service_healthy' }, [['db', 'ready']]],
  [{ db: 'service_completed_successfully' }, [['db', 'completed']]],
];

test.each(accepted)('%j', (written, dependencies) => {
  const expected = dependencies.map(([app, condition]) => ({ app, condition }));
  expect(specOf({ depends_on: written }).dependsOn).toEqual(expected);
  expect(specOf({ dependsOn: written }).dependsOn).toEqual(expected);
});

const refused: [written: unknown, field: string, said: RegExp][] = [
  [5, 'depends_on', /the name of an app, a list/],
  [true, 'depends_on', /the name of an app, a list/],
  ['', 'depends_on', /not empty/],
  ['a b', 'depends_on', /spaces/],
  ['all', 'depends_on', /other than/],
  [['db', 5], 'depends_on[1]', /the name of an app/],
  [{ db: 'up' }, 'depends_on.db', /^one of started, ready, completed$/],
  [{ db: null }, 'depends_on.db', /one of started/],
  [{ db: { condition: 'up' } }, 'depends_on.db.condition', /one of started/],
  [{ db: { conditon: 'ready' } }, 'depends_on.db.conditon', /did you mean condition\?/],
  [{ '../x': 'ready' }, 'depends_on.../x', /without \//],
  ['api', 'depends_on', /other apps/],
];

test.each(refused)('%j is refused', (written, field, said) => {
  expect(problemsOf({ depends_on: written })).toMatchObject([
    { field, accepted: expect.stringMatching(said) },
  ]);
});

test('a list of more apps than anybody has is refused at once', () => {
  expect(problemsOf({ depends_on: new Array(2 ** 32 - 1) })).toMatchObject([
    { field: 'depends_on', accepted: 'at most 1000 names' },
  ]);
});
