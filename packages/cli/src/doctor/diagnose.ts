/** From all facts to all findings. Pure. */

import { type AppFacts, checkApps } from './checks/apps';
import { type BootFacts, checkBoot } from './checks/boot';
import { checkDaemon, type DaemonFacts } from './checks/daemon';
import { checkHomeFacts, type HomeFacts } from './checks/home';
import { checkLimits, type LimitFacts } from './checks/limits';
import { checkSpace, type SpaceFacts } from './checks/space';
import { checkState, type StateFacts } from './checks/state';
import { checkSurroundings, type SurroundingFacts } from './checks/surroundings';
import type { Finding } from './finding';

export interface Facts {
  home: HomeFacts;
  daemon: DaemonFacts;
  state: StateFacts;
  apps: AppFacts;
  boot: BootFacts;
  space: SpaceFacts;
  limits: LimitFacts;
  surroundings: SurroundingFacts;
}

export const diagnose = (facts: Facts): Finding[] => [
  ...checkHomeFacts(facts.home),
  ...checkDaemon(facts.daemon),
  ...checkState(facts.state),
  ...checkApps(facts.apps),
  ...checkBoot(facts.boot),
  ...checkSpace(facts.space),
  ...checkLimits(facts.limits),
  ...checkSurroundings(facts.surroundings),
];
