import type { Sample } from '@pmx/protocol';

/** Something that measures one side of the app from its making to `stop`. */
export interface Probe {
  /** Adds what was seen since the last reading, `seconds` ago. */
  read(sample: Sample, seconds: number): void;
  stop(): void;
}
