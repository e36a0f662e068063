import { ProgressReporter } from '../../../../packages/agent/src/drain/progress-reporter';

const numbers = (connections: number) => ({ connections, requests: 0, longLived: 0 });

test('tells the first numbers at once, then changes, at most every 100 ms', () => {
  const told: number[] = [];
  const reporter = new ProgressReporter(({ connections }) => told.push(connections));
  reporter.update(numbers(3), 0);
  reporter.update(numbers(2), 50);
  reporter.update(numbers(2), 100);
  reporter.update(numbers(2), 200);
  reporter.update(numbers(1), 201);
  expect(told).toEqual([3, 2, 1]);
});
