/** From a spec to the program that is executed. Done at each start, so that a flipped symlink takes effect. */

import { basename } from 'node:path';
import { PmxError } from '@pmx/protocol';
import type { AppSpec } from '@pmx/supervision';
import { resolveUser } from './account';
import { baseEnvironment } from './environment';
import { asExecutable } from './executable';
import { kindOf } from './files';
import { chosenInterpreter, namedInterpreter } from './find-interpreter';
import { findScript } from './find-script';
import { interpreterFor, isNodeName } from './interpreters';
import { agentArgs, nodeArgs } from './node-command';
import { NodeVersions } from './node-version';
import { DEFAULT_PATH } from './path-lookup';
import { findShell, shellLine } from './shell';
import type { Command, Launch, Place, Surroundings } from './types';

/** What is known before user and agent come in. */
type Start = Pick<Launch, 'file' | 'args' | 'argv0' | 'interpreter' | 'nodeVersion' | 'scriptPath'>;

/** A memo of what files answered; true for whoever asks. */
const nodeVersions = new NodeVersions();

/**
 * @param inherited the environment of the one who started the app; its PATH, unless declared, is searched
 * @throws {PmxError} PMX_ERR_CWD_NOT_FOUND, PMX_ERR_SCRIPT_NOT_FOUND, PMX_ERR_SCRIPT_IS_DIRECTORY,
 * PMX_ERR_NOT_EXECUTABLE, PMX_ERR_INTERPRETER_NOT_FOUND, PMX_ERR_NO_TYPESCRIPT_RUNNER, PMX_ERR_USER
 */
export async function resolveLaunch(
  spec: AppSpec,
  inherited: Readonly<Record<string, string>>,
  surroundings: Surroundings,
): Promise<Launch> {
  if ((await kindOf(spec.cwd)) !== 'directory') throw noFolder(spec.cwd);
  const own = process.getuid?.() ?? 0;
  const identity = await resolveUser(spec.uid, spec.gid, own);
  const path = baseEnvironment(spec, inherited).PATH ?? DEFAULT_PATH;
  const start = await findStart(spec, { cwd: spec.cwd, path, nodePath: surroundings.nodePath });
  const isOtherUser = identity.uid !== null && identity.uid !== own;
  const agent =
    start.nodeVersion === null ? [] : await agentArgs(spec, start.nodeVersion, isOtherUser, surroundings);
  return { ...start, ...identity, args: [...agent, ...start.args], reportsBoot: agent.length > 0 };
}

async function findStart(spec: AppSpec, place: Place): Promise<Start> {
  const { interpreter } = spec;
  const script = await findScript(spec.script, interpreter === null || interpreter === 'none', place);
  if (script.kind === 'line') return startShell(script.line, spec);
  const command = script.kind === 'file' ? { file: script.path, argv0: null } : script.command;
  if (interpreter === 'none') return startItself(command, spec);
  if (interpreter !== null) {
    return startWith(await namedInterpreter(interpreter, place), [], command.file, spec, place);
  }
  const choice = script.kind === 'file' ? interpreterFor(script.path) : null;
  if (choice === null) return startItself(command, spec);
  const found = await chosenInterpreter(command.file, choice, place);
  return startWith(found, choice.args, command.file, spec, place);
}

async function startShell(line: string, { args }: AppSpec): Promise<Start> {
  const shell = await findShell();
  return {
    file: shell,
    args: ['-c', shellLine(line, args)],
    argv0: basename(shell),
    interpreter: shell,
    nodeVersion: null,
    scriptPath: null,
  };
}

async function startItself(named: Command, spec: AppSpec): Promise<Start> {
  const { command, args } = await asExecutable(named);
  return {
    ...command,
    args: [...args, ...spec.args],
    interpreter: command === named ? 'none' : command.file,
    nodeVersion: null,
    scriptPath: named.file,
  };
}

async function startWith(
  interpreter: Command,
  own: readonly string[],
  script: string,
  spec: AppSpec,
  place: Place,
): Promise<Start> {
  const nodeVersion = isNodeName(basename(interpreter.file))
    ? await nodeVersions.of(interpreter.file, place)
    : null;
  const before =
    nodeVersion === null ? [...spec.interpreterArgs, ...own] : await nodeArgs(spec, script, nodeVersion);
  return {
    ...interpreter,
    args: [...before, script, ...spec.args],
    interpreter: interpreter.file,
    nodeVersion,
    scriptPath: script,
  };
}

function noFolder(cwd: string): PmxError {
  return new PmxError(
    'PMX_ERR_CWD_NOT_FOUND',
    `The working directory ${cwd} does not exist.`,
    'Correct the cwd.',
    {
      cwd,
    },
  );
}
