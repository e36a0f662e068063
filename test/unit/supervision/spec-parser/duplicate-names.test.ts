import { duplicateNames } from '../../../../packages/supervision/src';

test('duplicate names are listed once each', () => {
  const specs = ['a', 'b', 'a', 'c', 'b', 'a', 'constructor'].map((name) => ({ name }));
  expect(duplicateNames(specs)).toEqual(['a', 'b']);
});
