/** Lines of apps with `log_type: json`, which the keeper wrote as JSON. */

import { isRecord } from '@pmx/protocol';

export interface StructuredLine {
  timestamp: string;
  app: string;
  id: number;
  type: 'out' | 'err';
  message: string;
}

/** null: an ordinary line. */
export function parseStructured(line: string): StructuredLine | null {
  if (!line.startsWith('{"timestamp":')) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isStructured(value) ? pick(value) : null;
  } catch {
    return null;
  }
}

const pick = ({ timestamp, app, id, type, message }: StructuredLine): StructuredLine => ({
  timestamp,
  app,
  id,
  type,
  message,
});

function isStructured(value: unknown): value is StructuredLine {
  return (
    isRecord(value) &&
    typeof value.timestamp === 'string' &&
    typeof value.app === 'string' &&
    typeof value.id === 'number' &&
    (value.type === 'out' || value.type === 'err') &&
    typeof value.message === 'string'
  );
}
