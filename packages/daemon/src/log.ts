/** The daemon's own log: a few lines about itself, on standard error, which goes to daemon.log. */

export interface Log {
  info(message: string): void;
  error(message: string): void;
}

export function logTo(write: (line: string) => void, clock: () => Date): Log {
  const line = (level: string, message: string): void =>
    write(`${clock().toISOString()} ${level} ${message}\n`);
  return {
    info: (message) => line('info', message),
    error: (message) => line('error', message),
  };
}
