/** `--json`: documented in docs/json.md. */

import type { ChangeResult, PmxError } from '@pmx/protocol';

/** Version of our own shapes; it goes up when a field changes its meaning or goes away. */
export const JSON_VERSION = 1;

export const jsonLine = (value: object): string => `${JSON.stringify({ version: JSON_VERSION, ...value })}\n`;

export function changeShape({ list, ...result }: ChangeResult): object {
  return { ...result, apps: list };
}

export const errorShape = ({ code, message, advice, details }: PmxError): object => ({
  error: { code, message, advice, details },
});
