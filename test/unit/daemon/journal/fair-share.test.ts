import { fairShare } from '../../../../packages/daemon/src/journal/fair-share';
import { entry } from './support';

const loud = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => entry(from + i, { id: 1, app: 'loud' }));

test('all stay while there is room', () => {
  const entries = loud(1, 10);
  expect(fairShare(entries, 10)).toEqual(entries);
});

test('a crash loop pushes out its own oldest entries alone', () => {
  const kept = fairShare([entry(1), entry(2), ...loud(3, 100)], 20);
  expect(kept).toHaveLength(20);
  expect(kept.filter(({ app }) => app === 'api').map(({ seq }) => seq)).toEqual([1, 2]);
  expect(kept.at(-1)?.seq).toBe(102);
  expect(kept[2]?.seq).toBe(85);
});

test('an app that took the name of another counts by its id, too', () => {
  const kept = fairShare([entry(1, { id: 5 }), ...Array.from({ length: 5 }, (_, i) => entry(2 + i))], 3);
  expect(kept.map(({ seq }) => seq)).toEqual([1, 5, 6]);
});

test('room may be bytes', () => {
  const size = ({ message }: { message: string }) => message.length;
  const kept = fairShare(
    [
      entry(1, { message: 'x'.repeat(50) }),
      ...loud(2, 10).map((each) => ({ ...each, message: 'y'.repeat(30) })),
    ],
    200,
    size,
  );
  expect(kept.reduce((sum, each) => sum + size(each), 0)).toBeLessThanOrEqual(200);
  expect(kept[0]?.seq).toBe(1);
});
