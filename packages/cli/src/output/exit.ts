import type { InstanceView } from '@pmx/protocol';

type ExitStatus = NonNullable<InstanceView['lastExit']>;

/** How a process ended, in plain words. */
export function formatExit(exit: ExitStatus): string {
  switch (exit.kind) {
    case 'code':
      return `code ${exit.code}`;
    case 'signal':
      return `signal ${exit.signal}`;
    case 'spawn-failed':
      return `not started: ${exit.message}`;
    case 'unknown':
      return 'unknown (nobody was there to see it)';
  }
}
