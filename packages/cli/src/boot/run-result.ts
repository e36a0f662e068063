/** How a command of the system went. */
export interface RunResult {
  /** null: the program is not there, or it was ended by a signal. */
  code: number | null;
  /** Standard output. */
  output: string;
  /** What it said of its failure, on one line; empty when it succeeded. */
  problem: string;
}
