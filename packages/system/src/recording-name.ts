/** Names of files that tell of one instance at one time. */

/**
 * `api-0-2026-01-31T12-00-00.heapsnapshot`
 * @param at epoch milliseconds
 */
export const recordingName = (name: string, id: number, ending: string, at: number): string =>
  `${safeName(name)}-${id}-${stampOf(at)}.${ending}`;

/** Whether a file is a recording of the app with this name, of any instance and time. */
export function isRecordingOf(file: string, name: string, ending: string): boolean {
  const begin = `${safeName(name)}-`;
  return file.startsWith(begin) && file.endsWith(`.${ending}`) && REST.test(file.slice(begin.length));
}

const REST = /^\d+-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\w+$/;

/** A name may hold anything that a file name cannot. */
const safeName = (name: string): string => name.replace(/[^\p{L}\p{N}._-]/gu, '_');

const stampOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
