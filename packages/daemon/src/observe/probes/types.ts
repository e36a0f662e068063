export type ProbeResult =
  | { ok: true }
  /** `reason`: in plain words, one line: `answered with status 503`. */
  | { ok: false; reason: string };

/** The program's own surroundings: a probe is to see what the program sees. */
export interface ProbeSurroundings {
  /** Absolute. */
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** User and group ids that commands run as; null: those of the daemon. */
  uid: number | null;
  gid: number | null;
}

export interface ProbeOptions extends ProbeSurroundings {
  /** Milliseconds after which no answer is a failure. */
  timeout: number;
  /** Gives the probe up early; it then fails. */
  signal?: AbortSignal;
}

/** One attempt: resolves when the program is well, else throws an Error that says why. Ends when `signal` says so. */
export type Attempt<P> = (spec: P, surroundings: ProbeSurroundings, signal: AbortSignal) => Promise<void>;
