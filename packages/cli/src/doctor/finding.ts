/** What doctor says. */

/** `ok`: as it should be; `hint`: works, and could be better; `problem`: something does not work, or will not. */
export type Level = 'ok' | 'hint' | 'problem';

export interface Finding {
  /** What was looked at: `home`, `daemon`, `boot` … */
  check: string;
  level: Level;
  message: string;
  /** What to do; empty when it is fine. */
  advice: string;
}

type Say = (message: string, advice: string) => Finding;

export interface Words {
  ok(message: string): Finding;
  hint: Say;
  problem: Say;
}

export const wordsFor = (check: string): Words => ({
  ok: (message) => ({ check, level: 'ok', message, advice: '' }),
  hint: (message, advice) => ({ check, level: 'hint', message, advice }),
  problem: (message, advice) => ({ check, level: 'problem', message, advice }),
});

/** What is wrong, or else that all is well. */
export const orFine = (findings: Finding[], fine: () => Finding): Finding[] =>
  findings.length > 0 ? findings : [fine()];
