/** Values that should not stand on a screen, in a ticket or in a CI log. */

export const MASK = '***';

/** Words that, as one of the words of a name, say that its value is secret. `PWD` alone is a folder. */
const WORDS = new Set(
  (
    'pass passwd password passphrase secret secrets token tokens key keys apikey credential credentials cred creds ' +
    'auth authorization private dsn jwt webhook salt cookie'
  ).split(' '),
);

/** The same, run together with another word: `MYSQLPASSWORD`, `GITHUBTOKEN`. */
const PARTS = /password|passwd|passphrase|secret|credential|api_?key|access_?key|private_?key|token$/i;

export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return (
    words.some((word) => WORDS.has(word)) || (words.length > 1 && words.includes('pwd')) || PARTS.test(name)
  );
}

/** `scheme://user:password@host`; the password ends at the last `@` before the path. */
const URL_PASSWORD = /([a-z][a-z\d+.-]*:\/\/[^\s/:@]*:)[^\s/]*@/gi;

/** `Server=db;Password=x;` */
const PAIR_PASSWORD = /\b((?:password|pwd)\s*=\s*)[^;&]+/gi;

/** A variable's value as it may be shown: a secret one as `***`, a URL without its password. */
export function maskValue(name: string, value: string): string {
  if (value === '') return value;
  if (isSecretName(name)) return MASK;
  return value.replace(URL_PASSWORD, `$1${MASK}@`).replace(PAIR_PASSWORD, `$1${MASK}`);
}

/** @param known what has been masked before: a hundred apps that were started alike hold the same variables */
export function maskEnvironment(
  env: Readonly<Record<string, string>>,
  known: Map<string, string> = new Map(),
): Record<string, string> {
  const masked = (name: string, value: string): string => {
    const key = `${name}=${value}`;
    const answer = known.get(key) ?? maskValue(name, value);
    known.set(key, answer);
    return answer;
  };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, masked(name, value)]));
}
