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

/** `--token`, `--api-key`, `-password`: the word after it is secret. */
const isSecretOption = (word: string): boolean => /^--?[a-z][\w-]*$/i.test(word) && isSecretName(word);

/** `--token=x`, `API_KEY=x`: up to and with the sign. */
const ASSIGNMENT = /^(--?[a-z][\w-]*|\w+)=/i;

/** Arguments of a program as they may be shown. */
export function maskArguments(args: readonly string[]): string[] {
  return args.map((word, index) => {
    if (index > 0 && isSecretOption(args[index - 1]!) && !word.startsWith('-')) return MASK;
    const [sign, name] = ASSIGNMENT.exec(word) ?? [];
    return sign ? sign + maskValue(name!, word.slice(sign.length)) : maskValue('', word);
  });
}

/** A command line as it may be shown; its white space stays. */
export function maskCommandLine(line: string): string {
  const parts = line.split(/(\s+)/);
  const words = maskArguments(parts.filter((_part, index) => index % 2 === 0));
  return parts.map((part, index) => (index % 2 === 0 ? words[index / 2]! : part)).join('');
}

/** What is known of an instance, without what looks secret. */
export function maskDetails<T extends MaskedFields>(app: T, known?: Map<string, Masked>): T {
  return {
    ...app,
    script: maskCommandLine(app.script),
    args: maskArguments(app.args),
    interpreterArgs: maskArguments(app.interpreterArgs),
    env: maskEnvironment(app.env, known),
  };
}

interface MaskedFields {
  script: string;
  args: string[];
  interpreterArgs: string[];
  env: Record<string, string>;
}

/** @param known the last value of each variable, and how it may be shown: a hundred apps that were started alike hold the same */
export function maskEnvironment(
  env: Readonly<Record<string, string>>,
  known: Map<string, Masked> = new Map(),
): Record<string, string> {
  // Without a prototype: a variable may be called `__proto__`.
  const hidden: Record<string, string> = Object.create(null);
  for (const name of Object.keys(env)) {
    const value = env[name]!;
    const last = known.get(name);
    const masked = last?.value === value ? last : { value, shown: maskValue(name, value) };
    if (masked !== last) known.set(name, masked);
    if (masked.shown !== value) hidden[name] = masked.shown;
  }
  return { ...env, ...hidden };
}

export interface Masked {
  value: string;
  shown: string;
}
