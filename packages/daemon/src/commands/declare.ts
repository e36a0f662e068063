/** From what a user wrote to apps that can be started: parsed, checked against the machine, or refused as a whole. */

import { dirname } from 'node:path';
import { type Caller, PmxError } from '@pmx/protocol';
import {
  type AppSpec,
  duplicateNames,
  explainProblem,
  type ParseContext,
  parseSpec,
  type RawApp,
  type SpecProblem,
  type UnknownField,
} from '@pmx/supervision';
import type { Declaration } from '../apps/app';
import { resolveLaunch } from '../launch';
import { checkCron } from '../observe/scheduler';
import type { Daemon } from './context';

export interface Declared {
  declaration: Declaration;
  spec: AppSpec;
  inherited: Record<string, string>;
}

export interface Declarations {
  apps: Declared[];
  unknownFields: UnknownField[];
}

export interface DeclareInput {
  apps: RawApp[];
  caller: Caller;
  envName: string | null;
  /** Absolute; null: the command line. */
  configFile: string | null;
}

/**
 * Parses all apps, and refuses all of them when one is wrong.
 * @throws {PmxError} PMX_ERR_INVALID_SPEC with every problem; PMX_ERR_DUPLICATE_NAME
 */
export function declare(daemon: Daemon, input: DeclareInput): Declarations {
  const context: ParseContext = {
    cwd: input.configFile === null ? input.caller.cwd : dirname(input.configFile),
    logDir: daemon.logDir,
    cores: daemon.cores,
    homeDir: daemon.homeDir,
    envName: input.envName,
    configFile: input.configFile,
  };
  const parsed = input.apps.map((raw, index) => ({
    raw,
    result: parseSpec(raw, context, input.configFile === null ? 'the app' : `apps[${index}]`),
  }));
  const problems = parsed.flatMap(({ result }) => (result.ok ? [] : result.problems));
  if (problems.length > 0) throw invalid(problems);
  const inherited = Object.freeze({ ...input.caller.env });
  const apps = parsed.flatMap(({ raw, result }) =>
    result.ok ? [{ declaration: { raw, context }, spec: result.spec, inherited }] : [],
  );
  refuseDuplicates(apps.map(({ spec }) => spec));
  return { apps, unknownFields: parsed.flatMap(({ result }) => result.unknown) };
}

/**
 * Checks what parsing can't know: the cron pattern, and that there is a program to start.
 * @throws {PmxError} naming the first app that can't be started
 */
export async function checkStartable(
  daemon: Daemon,
  app: Pick<Declared, 'spec' | 'inherited'>,
): Promise<void> {
  await checkCron(app.spec);
  await resolveLaunch(app.spec, app.inherited, daemon.surroundings);
}

export function invalid(problems: SpecProblem[]): PmxError {
  return new PmxError(
    'PMX_ERR_INVALID_SPEC',
    problems.map(explainProblem).join('\n'),
    'Nothing was changed.',
    {
      problems,
    },
  );
}

function refuseDuplicates(specs: AppSpec[]): void {
  const [twice] = duplicateNames(specs);
  if (twice === undefined) return;
  throw new PmxError(
    'PMX_ERR_DUPLICATE_NAME',
    `Two apps are called ${twice}.`,
    'Give each its own name; several processes of one app are `instances`.',
    { name: twice },
  );
}
