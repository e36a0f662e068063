/** The configs that `pmx init` writes. */

export type TemplateFormat = 'commonjs' | 'esm' | 'typescript' | 'yaml';

export interface TemplateField {
  name: string;
  /** As JSON. */
  value: unknown;
  comment: string;
  /** Most fields stand commented out: what is active is what a first app needs. */
  active: boolean;
}

const on = (name: string, value: unknown, comment: string): TemplateField => ({
  name,
  value,
  comment,
  active: true,
});
const off = (name: string, value: unknown, comment: string): TemplateField => ({
  ...on(name, value, comment),
  active: false,
});

const SIMPLE: TemplateField[] = [
  on('name', 'app', 'What lists and commands call it'),
  on('script', './app.js', 'A path, a command on PATH, or a shell command line'),
];

const FULL: TemplateField[] = [
  ...SIMPLE,
  off('cwd', '.', "Where it runs; by default this file's folder"),
  off('args', ['--port', '3000'], 'Its arguments, as a list or as a line for a shell'),
  off('interpreter', 'python3', "What runs it; by default chosen by the script's extension"),
  off('node_args', ['--max-old-space-size=512'], "The interpreter's own arguments"),
  off('instances', 2, 'How many, or "max" for one per core'),
  on('env', { NODE_ENV: 'development' }, 'Variables over the inherited ones'),
  on('env_production', { NODE_ENV: 'production' }, 'Over env, chosen with --env production'),
  off('env_file', '.env', 'Variables from a file in dotenv format, under env'),
  off('autorestart', true, 'Start it again when it ends by itself'),
  off('stop_exit_codes', [0], 'Exit codes that mean "done"'),
  off('max_restarts', 16, 'Give up after so many restarts in a row after short runs'),
  off('min_uptime', '1s', 'A run that lasts less is a short one'),
  off('restart_delay', '0s', 'The time before each restart; with 0 a growing back-off decides'),
  off('max_memory_restart', '300M', 'Restart it when its processes together use more'),
  off('cron_restart', '0 3 * * *', 'Restart it at these times'),
  off('watch', ['src'], 'Restart it when these change, or anything in cwd (true)'),
  off('ignore_watch', ['tmp'], 'Globs that watch leaves out'),
  off('kill_timeout', '10s', 'The time it has to end in before it is killed'),
  off('wait_ready', true, "It is up when it has called process.send('ready')"),
  off('listen_timeout', '10s', 'The time it has for that'),
  off('out_file', './logs/out.log', 'Where standard output goes; by default into the home'),
  off('error_file', './logs/error.log', 'Where error output goes'),
  off('time', true, 'Put the time before each line of the logs'),
  off('max_log_size', '10M', 'Rotate a log file that is larger'),
];

/** The text of a config with one app. Comments explain each field, unless `simple`. */
export function configTemplate(format: TemplateFormat, simple: boolean): string {
  const fields = simple ? SIMPLE : FULL;
  return format === 'yaml' ? yamlTemplate(fields) : objectTemplate(fields, OPENING[format]);
}

const OPENING: Record<Exclude<TemplateFormat, 'yaml'>, string> = {
  commonjs: 'module.exports = {',
  esm: 'export default {',
  typescript: 'export default {',
};

const HEAD = ['Start it: pmx start FILE', 'All the fields: docs/config.md'];

function objectTemplate(fields: TemplateField[], opening: string): string {
  const lines = fields.flatMap(({ name, value, comment, active }) => [
    `      // ${comment}`,
    `      ${active ? '' : '// '}${name}: ${scriptOf(value)},`,
  ]);
  const head = HEAD.map((line) => `// ${line}`);
  return [...head, opening, '  apps: [', '    {', ...lines, '    },', '  ],', '};', ''].join('\n');
}

function yamlTemplate(fields: TemplateField[]): string {
  const lines = fields.flatMap(({ name, value, comment, active }) => [
    `    # ${comment}`,
    active ? `    ${name}: ${jsonOf(value)}` : `    # ${name}: ${jsonOf(value)}`,
  ]);
  return [...HEAD.map((line) => `# ${line}`), 'apps:', '  -', ...lines, ''].join('\n');
}

/** On one line, with a space where people put one. */
function jsonOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${jsonOf(item)}`);
  return `{ ${entries.join(', ')} }`;
}

/** As people write JavaScript: keys without quotes, text in single ones. */
const scriptOf = (value: unknown): string =>
  jsonOf(value)
    .replace(/"([A-Z_]+)":/g, '$1:')
    .replace(/"([^"']*)"/g, "'$1'");
