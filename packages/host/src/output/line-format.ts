/** What a log file gets of a stream: one format per stream and file. */

export interface LineFormat {
  /**
   * @param chunk valid during this call only: its memory is used for the next read
   * @returns the bytes for the file; they may share the chunk's memory
   */
  push(chunk: Buffer): Buffer;
  /** Whether something is held back. */
  readonly isHolding: boolean;
  /** What was held back, when the stream has ended. */
  end(): Buffer;
}
