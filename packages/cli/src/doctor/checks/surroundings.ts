import { type Finding, wordsFor } from '../finding';

export interface SurroundingFacts {
  /** Of Node, such as `20.11.1`. */
  node: string;
  platform: string;
  /** pmx commands on PATH: where they are found, and the file that is meant. */
  commands: { path: string; target: string }[];
  /** The pmx that runs. */
  script: string;
  /** Epoch milliseconds. */
  now: number;
  /** When the state was last written; null: never. */
  stateWritten: number | null;
}

const OLDEST_NODE = 20;
const DAY = 86_400_000;
/** pmx did not exist before. */
const EPOCH = Date.UTC(2024, 0, 1);

const nodeWords = wordsFor('node');
const pathWords = wordsFor('path');
const clockWords = wordsFor('clock');

export const checkSurroundings = (facts: SurroundingFacts): Finding[] => [
  checkNode(facts),
  checkCommands(facts),
  checkClock(facts),
];

function checkNode({ node, platform }: SurroundingFacts): Finding {
  const major = Number.parseInt(node, 10);
  if (platform !== 'linux' && platform !== 'darwin') {
    return nodeWords.problem(`pmx does not know ${platform}`, 'It runs on Linux and macOS');
  }
  if (major < OLDEST_NODE) {
    return nodeWords.problem(`Node ${node} is too old for pmx`, `Install Node ${OLDEST_NODE} or later`);
  }
  if (major % 2 === 1)
    return nodeWords.hint(`Node ${node} is no long-term release`, 'Prefer an even major version');
  return nodeWords.ok(`Node ${node}`);
}

function checkCommands({ commands, script }: SurroundingFacts): Finding {
  const targets = new Set([...commands.map(({ target }) => target), script]);
  const [first] = commands;
  if (first === undefined) return pathWords.hint('No pmx is on PATH', `This one is ${script}`);
  if (targets.size === 1) return pathWords.ok(first.path);
  const paths = [...new Set([...commands.map(({ path }) => path), script])];
  return pathWords.hint(
    `There are several pmx: ${paths.join(', ')}`,
    'Remove all but one; npm ls -g pmx helps',
  );
}

function checkClock({ now, stateWritten }: SurroundingFacts): Finding {
  const today = new Date(now).toISOString();
  if (now < EPOCH) return clockWords.problem(`The clock says ${today}`, 'Set it; is NTP on?');
  if (stateWritten !== null && stateWritten > now + DAY) {
    const message = `The clock says ${today}, but the state was written at ${new Date(stateWritten).toISOString()}`;
    return clockWords.hint(message, 'Set the clock; dates in logs and lists mislead');
  }
  return clockWords.ok(today);
}
