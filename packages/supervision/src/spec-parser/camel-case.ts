/** Every name of a config file is known in snake_case and in camelCase. */

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The names, each followed by its camelCase form where that differs. */
export const withCamelCase = (names: readonly string[]): string[] => [
  ...new Set(names.flatMap((name) => [name, camelCase(name)])),
];
