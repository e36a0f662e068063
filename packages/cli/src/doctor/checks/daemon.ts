import type { PingResult } from '@pmx/protocol';
import { type Finding, wordsFor } from '../finding';

export interface DaemonFacts {
  /**
   * `absent`: no socket; `dead`: a socket, and nobody behind it; `silent`: connected, and no answer came; `refuses`: an
   * answer that is an error.
   */
  state: 'serves' | 'absent' | 'dead' | 'silent' | 'refuses';
  /** The error of one that refuses, with its advice. */
  error: { message: string; advice: string } | null;
  ping: PingResult | null;
  /** What daemon.pid says, if such a process runs. */
  notedPid: number | null;
  keeperAnswers: boolean;
  installed: string;
  /** Apps that should be up by the state on disk. */
  wantedUp: number;
}

const { ok, hint, problem } = wordsFor('daemon');

export function checkDaemon(facts: DaemonFacts): Finding[] {
  const { state, ping, error } = facts;
  if (state === 'serves' && ping !== null) return [...serving(ping, facts), ...hostsOf(ping)];
  if (state === 'refuses')
    return [problem(error?.message ?? 'The daemon refuses', error?.advice ?? 'See daemon.log')];
  if (state === 'silent') return [silent(facts)];
  return [missing(facts)];
}

function serving({ version, pid, keeperPid, startedAt }: PingResult, { installed }: DaemonFacts): Finding[] {
  const since = new Date(startedAt).toISOString();
  const findings = [
    ok(`pmx ${version} serves since ${since} (daemon ${pid}, keeper ${keeperPid ?? 'none'})`),
  ];
  if (version !== installed) {
    findings.push(hint(`The daemon is of version ${version}, this command of ${installed}`, 'pmx update'));
  }
  if (keeperPid === null) findings.push(problem('No keeper runs', 'See keeper.log in the home'));
  return findings;
}

/** One of another version is as it should be while it understands. */
const hostsOf = ({ hosts }: PingResult): Finding[] =>
  hosts
    .filter(({ compatible }) => !compatible)
    .map(({ name, pid, version, protocol }) =>
      hint(
        `${name} (pid ${pid}, version ${version}) speaks protocol ${protocol}; it is replaced with the next restart of its apps`,
        'pmx update --hosts replaces it now',
      ),
    );

function silent({ notedPid }: DaemonFacts): Finding {
  const kill = notedPid === null ? 'End it' : `kill -9 ${notedPid}`;
  return problem(
    'The daemon does not answer: it is stopped, or overloaded. The apps are not affected',
    `${kill}; it comes back by itself, and apps go on`,
  );
}

function missing({ state, keeperAnswers, wantedUp }: DaemonFacts): Finding {
  const start = 'Any command brings it back, such as: pmx list';
  if (state === 'dead' || wantedUp > 0 || keeperAnswers) {
    const wanted = wantedUp > 0 ? `, and ${wantedUp} ${wantedUp === 1 ? 'app' : 'apps'} should be up` : '';
    return problem(`No daemon runs${wanted}${keeperAnswers ? '; the keeper does' : ''}`, start);
  }
  return ok('No daemon runs, and no app should be up');
}
