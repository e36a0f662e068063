/** The time as text, made once a millisecond: many lines share it. */

/** Formats epoch milliseconds by a dayjs format. */
export type DateFormatter = (at: number, format: string) => string;

/** Loaded only for programs that set a date format: the keeper stays small without it. */
export async function loadDateFormatter(): Promise<DateFormatter> {
  const { default: dayjs } = await import('dayjs');
  return (at, format) => dayjs(at).format(format);
}

/** Calls `format` anew only when the time has moved on. */
export function oncePerMillisecond(now: () => number, format: (at: number) => string): () => string {
  let last = Number.NaN;
  let text = '';
  return () => {
    const at = now();
    if (at !== last) {
      last = at;
      text = format(at);
    }
    return text;
  };
}
