import {
  type AppSpec,
  type ParseContext,
  parseSpec,
  type RawApp,
  type SpecProblem,
} from '../../../../packages/supervision/src';

export const context: ParseContext = {
  cwd: '/srv/shop',
  logDir: '/home/ann/.pmx/logs',
  cores: 4,
  homeDir: '/home/ann',
  envName: null,
  configFile: null,
};

/** The spec of an app that must be right; `script` is `api.js` unless given. */
export function specOf(raw: RawApp, over: Partial<ParseContext> = {}): AppSpec {
  const result = parseSpec({ script: 'api.js', ...raw }, { ...context, ...over });
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.problems)}`);
  return result.spec;
}

/** The problems of an app; none when it is right. */
export function problemsOf(raw: RawApp, over: Partial<ParseContext> = {}): SpecProblem[] {
  const result = parseSpec({ script: 'api.js', ...raw }, { ...context, ...over });
  return result.ok ? [] : result.problems;
}

/** `spec.restart.maxMemory` by the path `restart.maxMemory`. */
export function at(spec: AppSpec, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], spec);
}
