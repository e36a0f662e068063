import { type Finding, orFine, wordsFor } from '../finding';

export interface HomeFacts {
  dir: string;
  socketDir: string;
  /** Of the present user. */
  uid: number;
  /** null: it does not exist. */
  folder: { uid: number; mode: number; isFolder: boolean } | null;
  /** statfs(2)'s number of its file system; null: not told. */
  fileSystem: number | null;
  /** Files in it that other users may read or write, by their modes. */
  loose: { path: string; mode: number }[];
}

const { ok, hint, problem } = wordsFor('home');

export function checkHomeFacts(facts: HomeFacts): Finding[] {
  const { dir, folder } = facts;
  if (folder === null)
    return [ok(`${dir} does not exist yet; the first \`pmx start\` makes it`), ...placeOf(facts)];
  if (!folder.isFolder)
    return [problem(`${dir} is no folder`, 'Move it away, or choose another folder with PMX_HOME')];
  return orFine([...ownerOf(facts, folder), ...looseOf(facts), ...placeOf(facts)], () =>
    ok(`${dir} is yours alone`),
  );
}

function ownerOf({ dir, uid }: HomeFacts, folder: NonNullable<HomeFacts['folder']>): Finding[] {
  if (folder.uid !== uid) {
    return [
      problem(`${dir} belongs to the user with id ${folder.uid}`, 'Run pmx as that user, or set PMX_HOME'),
    ];
  }
  if ((folder.mode & 0o022) !== 0) return [problem(`Others may write to ${dir}`, `chmod 700 ${dir}`)];
  return (folder.mode & 0o077) === 0 ? [] : [hint(`Others may look into ${dir}`, `chmod 700 ${dir}`)];
}

const looseOf = ({ loose }: HomeFacts): Finding[] =>
  loose.map(({ path, mode }) =>
    hint(`Others may open ${path} (mode ${mode.toString(8)})`, `chmod go= ${path}`),
  );

/** statfs(2), by number. */
const REMOTE: Readonly<Record<number, string>> = {
  26985: 'NFS',
  4283649346: 'CIFS',
  4266872130: 'SMB',
  16914839: '9p',
  12805120: 'Ceph',
};

const CLEANED = /^\/(private\/)?(tmp|var\/tmp|dev\/shm|run)(\/|$)/;

function placeOf({ dir, socketDir, fileSystem }: HomeFacts): Finding[] {
  const findings: Finding[] = [];
  const remote = fileSystem === null ? undefined : REMOTE[fileSystem];
  if (remote !== undefined) {
    const message = `${dir} is on ${remote}: another machine with the same home would not see the daemon of this one`;
    findings.push(problem(message, 'Set PMX_HOME to a folder on a local disk'));
  }
  if (CLEANED.test(dir)) {
    findings.push(
      hint(`${dir} is where systems clean up by themselves`, 'Set PMX_HOME to a folder that stays'),
    );
  }
  if (socketDir !== dir) {
    const message = `The path of the home is too long for sockets; they are in ${socketDir}, where systems clean up`;
    findings.push(hint(message, 'Set PMX_HOME to a shorter path, 90 bytes or less'));
  }
  return findings;
}
