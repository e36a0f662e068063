/** Node's command line for an app. */

import type { AppSpec } from '@pmx/supervision';
import { kindOf } from './files';
import { needsTranslation } from './interpreters';
import { majorMinor } from './node-version';
import type { Surroundings } from './types';
import { typeScriptArgs } from './typescript';

/** The oldest major version of Node that the agent is made for. */
const OLDEST_FOR_AGENT = 18;

/** The arguments that go between Node and the script, apart from the agent's. */
export async function nodeArgs(
  spec: Pick<AppSpec, 'interpreterArgs' | 'sourceMapSupport'>,
  script: string,
  nodeVersion: string,
): Promise<string[]> {
  const { interpreterArgs, sourceMapSupport } = spec;
  return [
    ...interpreterArgs,
    ...(sourceMapSupport ? ['--enable-source-maps'] : []),
    ...(needsTranslation(script) ? await typeScriptArgs(script, nodeVersion, interpreterArgs) : []),
  ];
}

/**
 * The agent's preload: first of all, so that nothing sees its variable. None for a program of another user, who can
 * read neither the agent nor its socket, nor under Node's permission model, which would refuse it.
 */
export async function agentArgs(
  spec: Pick<AppSpec, 'agent' | 'interpreterArgs'>,
  nodeVersion: string,
  isOtherUser: boolean,
  { agentFile }: Surroundings,
): Promise<string[]> {
  const restricted = spec.interpreterArgs.some((arg) => /^--(experimental-)?permission$/.test(arg));
  const [major] = majorMinor(nodeVersion);
  if (!spec.agent || isOtherUser || restricted || major < OLDEST_FOR_AGENT) return [];
  return (await kindOf(agentFile)) === 'file' ? ['--require', agentFile] : [];
}
