/** What runs, how often, and in which surroundings. */

import type { ExecMode } from '../../spec';
import { paths, prefixesOrBoolean, words } from '../types/lists';
import { boolean, choice, instanceCount, integer } from '../types/scalars';
import { account, nameText, text, variableName } from '../types/text';
import { variables } from '../types/variables';
import { field } from './field';

const EXEC_MODES: ReadonlyMap<string, ExecMode> = new Map([
  ['fork', 'fork'],
  ['fork_mode', 'fork'],
  ['cluster', 'cluster'],
  ['cluster_mode', 'cluster'],
]);

export const PROGRAM_FIELDS = {
  script: field(
    text,
    'required',
    'A path, a command on PATH, or a shell command line. A relative path is looked up in `cwd` at each start.',
    ['exec', 'cmd', 'command'],
  ),
  name: field(nameText, "the script's file name without extension", 'What lists and commands call the app.'),
  namespace: field(nameText, '`default`', 'A group of apps; commands take it as a target.'),
  cwd: field(text, "the config file's folder, or the caller's", 'The working directory.'),
  args: field(words, 'none', "The program's arguments."),
  interpreter: field(
    text,
    "by the script's extension",
    'What runs the script; `none`: it is executable itself.',
    ['exec_interpreter'],
  ),
  node_args: field(words, 'none', "The interpreter's own arguments, before the script.", [
    'interpreter_args',
  ]),
  instances: field(
    instanceCount,
    '1',
    'How many run. `max` or 0: one per core; a negative number: that many less than there are cores, at least 1.',
  ),
  exec_mode: field(
    choice('mode', EXEC_MODES),
    '`cluster` for a Node program with `instances`, else `fork`',
    '`fork`: a plain process, in any language. `cluster`: Node instances that share their ports.',
  ),
  env: field(variables, 'none', 'Variables over the inherited ones. `env_NAME` is added with `--env NAME`.'),
  env_file: field(paths, 'none', 'Files in dotenv format whose variables come under those of `env`.'),
  port: field(integer(0, 65_535), 'none', 'Sets the variable PORT.'),
  filter_env: field(
    prefixesOrBoolean,
    'false',
    'Inherited variables to keep out: true for all, or the beginnings of their names.',
  ),
  instance_var: field(
    variableName,
    '`NODE_APP_INSTANCE`',
    "The variable with the instance's number, from 0.",
  ),
  increment_var: field(
    variableName,
    'none',
    'A variable that goes up by one with each instance, such as PORT.',
  ),
  append_env_to_name: field(boolean, 'false', 'Adds `-NAME` to the name when `--env NAME` is given.'),
  uid: field(account, "the daemon's", 'The user to run as; for root only.', ['user']),
  gid: field(account, "the daemon's", 'The group to run as; for root only.'),
  agent: field(
    boolean,
    'true',
    "Loads pmx's agent into Node programs; it tells when the main module has run.",
  ),
  source_map_support: field(
    boolean,
    'false',
    'Runs Node with source maps, for stack traces of compiled code.',
  ),
  force: field(boolean, 'false', 'Accepted for old files and not used: apps are told apart by name.'),
};
