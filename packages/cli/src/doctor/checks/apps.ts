import type { InstanceDetails } from '@pmx/protocol';
import { formatBytes } from '../../output/units';
import { type Finding, orFine, wordsFor } from '../finding';

export interface AppFacts {
  /** null: no daemon to ask. */
  apps: InstanceDetails[] | null;
  /** Interpreters of apps that are not there any more. */
  missingInterpreters: string[];
}

const { ok, hint, problem } = wordsFor('apps');

/** Unstable runs in a row that make a crash loop of a bad start. */
const LOOP = 3;

export function checkApps({ apps, missingInterpreters }: AppFacts): Finding[] {
  if (apps === null) return [];
  const findings = [
    ...apps.flatMap(stateOf),
    ...apps.filter(({ droppedBytes }) => droppedBytes > 0).map(lost),
    ...missingInterpreters.map((path) => gone(path, apps)),
  ];
  return orFine(findings, () =>
    ok(`${apps.length} ${apps.length === 1 ? 'instance' : 'instances'}, none in trouble`),
  );
}

function stateOf({ id, name, status, cause, unstableRestarts }: InstanceDetails): Finding[] {
  const why = cause === null ? '' : `: ${cause}`;
  const next = `pmx why ${id}, pmx logs ${id}`;
  if (status === 'errored')
    return [problem(`${name} (${id}) was given up${why}`, `${next}; then pmx restart ${id}`)];
  if (unstableRestarts >= LOOP) {
    return [
      problem(`${name} (${id}) ends soon after each start, ${unstableRestarts} times in a row${why}`, next),
    ];
  }
  return status === 'waiting restart' ? [hint(`${name} (${id}) waits for its restart${why}`, next)] : [];
}

const lost = ({ id, name, droppedBytes }: InstanceDetails): Finding =>
  problem(
    `${formatBytes(droppedBytes)} of the output of ${name} (${id}) could not be written`,
    `Free space or mend the rights of its log folder: pmx describe ${id}`,
  );

function gone(path: string, apps: InstanceDetails[]): Finding {
  const names = new Set(apps.filter(({ interpreter }) => interpreter === path).map(({ name }) => name));
  return problem(
    `${path} is gone; ${[...names].join(', ')} cannot be started again`,
    'Install it again, or start them with another --interpreter',
  );
}
