import { type Finding, orFine, wordsFor } from '../finding';

/** Of the keeper, who holds what the apps need. Absent or null: the system does not tell. */
export interface LimitFacts {
  openFiles: Usage | null;
  /** Processes and threads of its control group. */
  tasks: Usage | null;
  /** Processes of the user. */
  processes: Usage | null;
  /** FIFOs of all instances, and how many of full size the system grants a user; root has no such limit. */
  fifos: Usage | null;
}

export interface Usage {
  used: number;
  most: number;
}

const { ok, hint, problem } = wordsFor('limits');

const isTight = ({ used, most }: Usage): boolean => used > most * 0.8;

export function checkLimits({ openFiles, tasks, processes, fifos }: LimitFacts): Finding[] {
  const findings: Finding[] = [];
  const told = ({ used, most }: Usage): string => `${used} of ${most}`;
  if (openFiles && isTight(openFiles)) {
    findings.push(
      problem(`The keeper has ${told(openFiles)} open files`, 'Raise LimitNOFILE of the unit, or ulimit -n'),
    );
  }
  if (tasks && isTight(tasks)) {
    findings.push(
      problem(
        `The apps' control group has ${told(tasks)} tasks`,
        'Raise TasksMax of the unit or the session',
      ),
    );
  }
  if (processes && isTight(processes)) {
    findings.push(
      problem(`The user has ${told(processes)} processes`, 'Raise nproc in /etc/security/limits.conf'),
    );
  }
  if (fifos && fifos.used > fifos.most) {
    const message = `${fifos.used} pipes of apps are more than the ${fifos.most} of full size that a user may have; output is slower`;
    findings.push(hint(message, 'sysctl -w fs.pipe-user-pages-soft=65536'));
  }
  return orFine(findings, () => ok(openFiles ? `${told(openFiles)} open files` : 'nothing near its limit'));
}
