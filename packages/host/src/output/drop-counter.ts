/** Counts output that could not be written, and tells it at most once a second for each file. */

const INTERVAL = 1_000;

export type ReportDrop = (bytes: number, reason: string) => void;

export class DropCounter {
  private bytes = 0;
  private reason = '';
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly report: ReportDrop) {}

  add(bytes: number, reason: string): void {
    this.bytes += bytes;
    this.reason = reason;
    if (this.timer === null) this.tell();
  }

  private tell(): void {
    this.timer = null;
    if (this.bytes === 0) return;
    this.report(this.bytes, this.reason);
    this.bytes = 0;
    this.timer = setTimeout(() => this.tell(), INTERVAL).unref();
  }
}
