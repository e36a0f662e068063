/** Options that several commands share. */

import type { OptionSpec, OptionValues } from '../command';

export const ENV_OPTION: OptionSpec = {
  name: 'env',
  type: 'string',
  value: 'NAME',
  description: 'Use env_NAME of the config file',
};

export const ONLY_OPTION: OptionSpec = {
  name: 'only',
  type: 'list',
  value: 'NAMES',
  description: 'Only these apps of the config file',
};

export const UPDATE_ENV_OPTION: OptionSpec = {
  name: 'update-env',
  aliases: ['a'],
  type: 'boolean',
  description: "Take this shell's environment in place of the stored one",
};

export const SHOW_SECRETS_OPTION: OptionSpec = {
  name: 'show-secrets',
  type: 'boolean',
  description: 'Show values that look secret, too',
};

export const textOption = (options: OptionValues, name: string): string | null => {
  const value = options[name];
  return typeof value === 'string' ? value : null;
};

export const listOption = (options: OptionValues, name: string): string[] => {
  const value = options[name];
  return Array.isArray(value) ? [...value] : [];
};
