/** The signals of POSIX.1-2017 that Linux and macOS both have, and SIGWINCH, which servers use to end gracefully. */

const SIGNALS: ReadonlySet<string> = new Set(
  (
    'ABRT ALRM BUS CHLD CONT FPE HUP ILL INT KILL PIPE PROF QUIT SEGV STOP SYS TERM TRAP TSTP TTIN TTOU ' +
    'URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
  )
    .split(' ')
    .map((name) => `SIG${name}`),
);

/** `term`, `Sigterm` and `SIGTERM` are all `SIGTERM`; undefined for what is no signal's name. */
export function parseSignal(word: string): string | undefined {
  const name = word.trim().toUpperCase();
  const full = name.startsWith('SIG') ? name : `SIG${name}`;
  return SIGNALS.has(full) ? full : undefined;
}
