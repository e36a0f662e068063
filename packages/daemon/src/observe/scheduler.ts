/** Cron restarts. */

import { PmxError } from '@pmx/protocol';
import type { AppSpec } from '@pmx/supervision';
import type { Cron } from 'croner';
import type { App } from '../apps/app';

interface Entry {
  pattern: string;
  job: Cron;
}

export class Scheduler {
  private readonly entries = new Map<App, Entry>();

  constructor(private readonly due: (app: App) => void) {}

  /** Makes the schedule fit these apps. */
  async refresh(apps: App[]): Promise<void> {
    for (const [app, entry] of this.entries) {
      if (apps.includes(app) && app.spec.restart.cron === entry.pattern) continue;
      entry.job.stop();
      this.entries.delete(app);
    }
    for (const app of apps) await this.add(app);
  }

  close(): void {
    for (const { job } of this.entries.values()) job.stop();
    this.entries.clear();
  }

  private async add(app: App): Promise<void> {
    const pattern = app.spec.restart.cron;
    if (pattern === null || this.entries.has(app)) return;
    const { Cron } = await import('croner');
    if (this.entries.has(app)) return;
    this.entries.set(app, { pattern, job: new Cron(pattern, () => this.due(app)) });
  }
}

/** @throws {PmxError} PMX_ERR_INVALID_SPEC when the pattern is none, or never comes due */
export async function checkCron({ name, restart }: AppSpec): Promise<void> {
  if (restart.cron === null) return;
  const { Cron } = await import('croner');
  let reason: string;
  try {
    if (new Cron(restart.cron, { paused: true }).nextRun() !== null) return;
    reason = 'it never comes due';
  } catch (error) {
    reason = (error as Error).message.replace(/^CronPattern: /, '');
  }
  throw new PmxError(
    'PMX_ERR_INVALID_SPEC',
    `${name}: cron_restart is ${JSON.stringify(restart.cron)}, which is no cron pattern: ${reason}`,
    'Give five fields (minute hour day month weekday) or six with seconds first, such as "0 3 * * *".',
  );
}
