/** Keeps a daemon running: attaches to the one that runs, and brings one up when there is none. */

export interface GuardPort {
  /**
   * Attaches to the daemon that runs, or with `launch` to a new one; `lost` is called once when the connection ends.
   * @returns false: none runs. @throws when it cannot be reached or does not come up
   */
  attach(launch: boolean, lost: () => void): Promise<boolean>;
  /** Whether a keeper runs, who brings the daemon back by himself. */
  hasKeeper(): Promise<boolean>;
  /** Whether pmx was ended on purpose, and left nothing running. */
  wasEnded(): boolean;
  /** Resolves after so many milliseconds, or when the signal says so. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Monotonic milliseconds. */
  now(): number;
  log(line: string): void;
}

/** `asked`: the signal said so; `ended`: pmx was ended by somebody else; `gave-up`: no daemon stays up. */
export type GuardEnd = 'asked' | 'ended' | 'gave-up';

/** Milliseconds that the keeper has to bring the daemon back: after one that left it waits for 5 s. */
const KEEPER_PATIENCE = 15_000;
const LOOK_INTERVAL = 200;
/** Milliseconds of the first and the longest pause between two daemons that did not stay. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** Milliseconds that a daemon must stay for the next loss to count as the first. */
const STABLE = 10_000;
/** Daemons in a row that did not stay; the init system's own policy goes on from there. */
const PATIENCE = 10;

export async function guard(port: GuardPort, signal: AbortSignal): Promise<GuardEnd> {
  const guardian = new Guardian(port, signal);
  // A pmx that ended on purpose before is what the service is there to bring up.
  if (!(await guardian.bringUp())) return signal.aborted ? 'asked' : 'gave-up';
  for (;;) {
    await guardian.untilLost();
    if (signal.aborted) return 'asked';
    const end = await guardian.bringBack();
    if (end !== null) return end;
  }
}

class Guardian {
  private failures = 0;
  private attachedAt = 0;
  private lost: Promise<void> = Promise.resolve();

  constructor(
    private readonly port: GuardPort,
    private readonly signal: AbortSignal,
  ) {}

  untilLost(): Promise<void> {
    // It may have come while a daemon was being attached to, and is told only once.
    if (this.signal.aborted) return Promise.resolve();
    const asked = new Promise<void>((resolve) => {
      this.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return Promise.race([this.lost, asked]);
  }

  /** @returns null when a daemon serves again */
  async bringBack(): Promise<GuardEnd | null> {
    if (this.port.now() - this.attachedAt >= STABLE) this.failures = 0;
    const patience = this.port.now() + KEEPER_PATIENCE;
    while (!this.signal.aborted) {
      if (await this.attach(false)) return null;
      if (this.port.wasEnded()) return 'ended';
      if (!(await this.port.hasKeeper()) || this.port.now() > patience) break;
      await this.port.pause(LOOK_INTERVAL, this.signal);
    }
    if (!this.signal.aborted) this.port.log('The daemon and the keeper are gone: bringing them back.');
    if (await this.bringUp()) return null;
    return this.signal.aborted ? 'asked' : 'gave-up';
  }

  /** @returns false when it was asked to end, or no daemon stays */
  async bringUp(): Promise<boolean> {
    while (!this.signal.aborted && this.failures < PATIENCE) {
      await this.backOff();
      if (this.signal.aborted) return false;
      this.failures += 1;
      if (await this.attach(true)) return true;
    }
    return false;
  }

  private async backOff(): Promise<void> {
    if (this.failures === 0) return;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.failures - 1));
    this.port.log(`Attempt ${this.failures} of ${PATIENCE} did not last; the next one in ${pause} ms.`);
    await this.port.pause(pause, this.signal);
  }

  private async attach(launch: boolean): Promise<boolean> {
    let lost = (): void => {};
    this.lost = new Promise((resolve) => {
      lost = resolve;
    });
    try {
      if (!(await this.port.attach(launch, lost))) return false;
      this.attachedAt = this.port.now();
      this.port.log('A daemon serves.');
      return true;
    } catch (error) {
      this.port.log((error as Error).message);
      return false;
    }
  }
}
