import { type Finding, orFine, wordsFor } from '../finding';

export interface FileFacts {
  path: string;
  /** null: it is fine, or not there. */
  broken: string | null;
  /** null: there is none. */
  apps: number | null;
}

export interface StateFacts {
  state: FileFacts;
  dump: FileFacts;
  /** Broken files that were set aside. */
  aside: string[];
  /** Pid files whose process has gone. */
  stalePids: string[];
}

const { ok, hint, problem } = wordsFor('state');

export function checkState({ state, dump, aside, stalePids }: StateFacts): Finding[] {
  const findings = [
    ...[state, dump].flatMap(checkFile),
    ...aside.map((path) =>
      hint(`${path} was broken and set aside`, 'Look what is missing in `pmx list`, then remove it'),
    ),
    ...stalePids.map((path) =>
      hint(`${path} names a process that has gone`, 'It is replaced by the next start'),
    ),
  ];
  return orFine(findings, () => ok(`${countOf(state)} in the list, ${countOf(dump)} saved`));
}

const checkFile = ({ path, broken }: FileFacts): Finding[] =>
  broken === null
    ? []
    : [problem(`${path} cannot be read: ${broken}`, 'The next daemon sets it aside and takes its backup')];

const countOf = ({ apps }: FileFacts): string =>
  apps === null ? 'nothing' : `${apps} ${apps === 1 ? 'app' : 'apps'}`;
