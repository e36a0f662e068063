import { type GuardPort, guard } from '../../../../packages/cli/src/boot/guard';

/** A pmx whose deaths the test decides, on a clock of its own. */
class FakePmx implements GuardPort {
  time = 0;
  daemon = true;
  keeper = true;
  ended = false;
  /** Answers of launches to come; `true` when used up. */
  launches: boolean[] = [];
  readonly told: string[] = [];
  readonly pauses: number[] = [];
  /** What happens while time goes by. */
  onPause: () => void = () => {};
  private lost: () => void = () => {};
  attachments = 0;
  launched = 0;

  async attach(launch: boolean, lost: () => void): Promise<boolean> {
    if (!this.daemon && launch) {
      this.launched += 1;
      this.daemon = this.launches.shift() ?? true;
      if (!this.daemon) throw new Error('it did not come up');
    }
    if (!this.daemon) return false;
    this.lost = lost;
    this.attachments += 1;
    return true;
  }

  die(): void {
    this.daemon = false;
    this.lost();
  }

  hasKeeper = async (): Promise<boolean> => this.keeper;
  wasEnded = (): boolean => this.ended;
  now = (): number => this.time;
  log = (line: string): void => void this.told.push(line);

  async pause(milliseconds: number): Promise<void> {
    this.pauses.push(milliseconds);
    this.time += milliseconds;
    this.onPause();
  }
}

const SERVES = 'A daemon serves.';

let pmx: FakePmx;
let asked: AbortController;

beforeEach(() => {
  pmx = new FakePmx();
  asked = new AbortController();
});

const turns = () => new Promise((resolve) => setImmediate(resolve));
const run = () => guard(pmx, asked.signal);

test('attaches to the daemon that runs, and ends when asked', async () => {
  const end = run();
  await turns();
  expect(pmx).toMatchObject({ attachments: 1, launched: 0 });
  asked.abort();
  expect(await end).toBe('asked');
});

test('none runs, as the last one was ended on purpose: it is launched', async () => {
  Object.assign(pmx, { daemon: false, keeper: false, ended: true });
  const end = run();
  await turns();
  expect(pmx).toMatchObject({ attachments: 1, launched: 1 });
  asked.abort();
  await end;
});

test('the daemon dies: the keeper is given the time to bring it back', async () => {
  const end = run();
  await turns();
  pmx.time = 60_000;
  pmx.onPause = () => {
    if (pmx.pauses.length === 3) pmx.daemon = true;
  };
  pmx.die();
  await turns();
  expect(pmx).toMatchObject({ attachments: 2, launched: 0 });
  asked.abort();
  expect(await end).toBe('asked');
});

test('a keeper that does not bring it back has its time, and not more', async () => {
  const end = run();
  await turns();
  pmx.time = 60_000;
  pmx.die();
  for (let i = 0; i < 100 && pmx.launched === 0; i++) await turns();
  expect(pmx.launched).toBe(1);
  expect(pmx.time).toBeLessThan(80_000);
  asked.abort();
  await end;
});

test('daemon and keeper die: brought back at once, and told', async () => {
  const end = run();
  await turns();
  pmx.time = 60_000;
  pmx.keeper = false;
  pmx.die();
  await turns();
  expect(pmx).toMatchObject({ attachments: 2, launched: 1, pauses: [] });
  expect(pmx.told).toEqual([SERVES, expect.stringContaining('gone'), SERVES]);
  asked.abort();
  await end;
});

test('ended on purpose: the service ends, too', async () => {
  const end = run();
  await turns();
  Object.assign(pmx, { ended: true, keeper: false });
  pmx.die();
  expect(await end).toBe('ended');
  expect(pmx.launched).toBe(0);
});

test('daemons that do not come up: growing pauses, then it gives up', async () => {
  Object.assign(pmx, { daemon: false, keeper: false, launches: Array(20).fill(false) });
  expect(await run()).toBe('gave-up');
  expect(pmx.launched).toBe(10);
  expect(pmx.pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('daemons that die at once count, too; one that stays is the end of the count', async () => {
  pmx.keeper = false;
  const end = run();
  for (let i = 0; i < 3; i++) {
    await turns();
    pmx.die();
  }
  await turns();
  expect(pmx.pauses).toEqual([500, 1000, 2000]);
  pmx.time += 60_000;
  pmx.die();
  await turns();
  expect(pmx.pauses).toHaveLength(3);
  asked.abort();
  await end;
});

test('asked to end while it waits', async () => {
  Object.assign(pmx, { daemon: false, keeper: false, launches: [false, false] });
  pmx.onPause = () => asked.abort();
  expect(await run()).toBe('asked');
  expect(pmx.launched).toBe(1);
});

test.each([
  ['the first daemon', 1],
  ['a daemon that is brought back', 2],
])('asked to end while it attaches to %s', async (_which, nth) => {
  const attach = pmx.attach.bind(pmx);
  pmx.attach = async (launch, lost) => {
    const isAttached = await attach(launch, lost);
    if (pmx.attachments === nth) asked.abort();
    return isAttached;
  };
  pmx.keeper = false;
  let result: string | null = null;
  void run().then((end) => {
    result = end;
  });
  await turns();
  if (nth === 2) pmx.die();
  await turns();
  expect(result).toBe('asked');
});
