import { Questions, type Tell } from '../../../../packages/daemon/src/inspect/questions';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

let questions: Questions;
let cancelled: number[];
beforeEach(() => {
  questions = new Questions();
  cancelled = [];
});

const tell = (isSent = true): Tell => ({ ask: () => isSent, cancel: (id) => cancelled.push(id) });

test('an answer, from the process that was asked', async () => {
  const answer = questions.ask('0.1', tell(), 100);
  questions.answer('0.2', 1, 'not mine', null);
  questions.answer('0.1', 1, 'mine', null);
  expect(await answer).toBe('mine');
});

test('a refusal has the words of the agent, and an end', async () => {
  const answer = questions.ask('0.1', tell(), 100);
  questions.answer('0.1', 1, null, 'x'.repeat(10_000));
  await expect(answer).rejects.toMatchObject({ code: 'PMX_ERR_AGENT_ANSWER', message: 'x'.repeat(2_000) });
});

test('no answer in time: the agent is told to give up', async () => {
  const answer = questions.ask('0.1', tell(), 100);
  jest.advanceTimersByTime(100);
  await expect(answer).rejects.toMatchObject({ code: 'PMX_ERR_TIMEOUT' });
  expect(cancelled).toEqual([1]);
  expect(jest.getTimerCount()).toBe(0);
});

test('the process ends, or was never there', async () => {
  const [ended, other] = [questions.ask('0.1', tell(), 100), questions.ask('0.2', tell(), 100)];
  questions.lose('0.1');
  await expect(ended).rejects.toMatchObject({ code: 'PMX_ERR_NO_AGENT' });
  await expect(questions.ask('0.3', tell(false), 100)).rejects.toMatchObject({ code: 'PMX_ERR_NO_AGENT' });
  questions.answer('0.2', 2, 1, null);
  expect(await other).toBe(1);
  expect(jest.getTimerCount()).toBe(0);
});

test('whoever asked has gone', () => {
  const gone = new AbortController();
  void questions.ask('0.1', tell(), 100, gone.signal).catch(() => {});
  gone.abort();
  expect(cancelled).toEqual([1]);
});
