import type { Marked } from '../../boot/mark';
import { type Finding, wordsFor } from '../finding';

export interface UnitFacts {
  file: string;
  mark: Marked;
  /** null: this init system does not tell by its files. */
  enabled: boolean | null;
  /** Whether the Node and the pmx that it names are there. */
  node: boolean;
  script: boolean;
  /** Whether its user's units start without a login; true for those of the system. */
  lingers: boolean;
}

export interface BootFacts {
  /** Units for this home. */
  units: UnitFacts[];
  /** Seconds that the present apps need to end. */
  stopTimeout: number;
  /** Login session that the keeper belongs to, such as `session-3.scope`; null: none. */
  session: string | null;
}

const { ok, hint, problem } = wordsFor('boot');

export function checkBoot(facts: BootFacts): Finding[] {
  const { units } = facts;
  const found =
    units.length === 0
      ? [hint('No unit made by `pmx startup` brings these apps up with the machine', 'pmx startup')]
      : units.flatMap((unit) => checkUnit(unit, facts));
  return [...found, ...sessionOf(facts)];
}

function checkUnit(unit: UnitFacts, facts: BootFacts): Finding[] {
  const findings = [...programsOf(unit), ...enablingOf(unit), ...timeoutOf(unit, facts)];
  return findings.length > 0 ? findings : [ok(`${unit.file} brings the apps up`)];
}

function programsOf({ file, mark, node, script }: UnitFacts): Finding[] {
  const { programs } = mark;
  const gone = [...(node ? [] : [programs.node]), ...(script ? [] : [programs.script])].join(' and ');
  if (gone === '') return [];
  const again = 'Run the command of `pmx startup` again';
  if (programs.versions === null) return [problem(`${file} runs ${gone}, which is gone`, again)];
  return [hint(`${file} names ${gone}, which is gone; it will look in ${programs.versions}`, again)];
}

function enablingOf({ file, enabled, lingers, mark }: UnitFacts): Finding[] {
  if (enabled === false) return [problem(`${file} is not enabled`, 'pmx startup')];
  if (lingers) return [];
  return [hint(`${file} starts only when ${mark.user} logs in`, `loginctl enable-linger ${mark.user}`)];
}

function timeoutOf({ file, mark }: UnitFacts, { stopTimeout }: BootFacts): Finding[] {
  if (mark.stopTimeout >= stopTimeout) return [];
  const message = `${file} gives the apps ${mark.stopTimeout} s to end; by their kill timeouts they may take ${stopTimeout} s`;
  return [hint(message, 'pmx startup')];
}

function sessionOf({ session }: BootFacts): Finding[] {
  if (session === null) return [];
  const message = `The apps were started from a login session (${session}); where systemd kills what a user leaves behind, they end with it`;
  return [
    hint(
      message,
      'pmx startup, then once `pmx save`, `pmx kill` and start the unit; or loginctl enable-linger',
    ),
  ];
}
