/** What the app's author measures, and what can be asked of the app by name. */

import type { CustomValue } from '@pmx/protocol';
import { LogHistogram } from './log-histogram';

/** Names of metrics, and of actions, that one process may have. */
export const MAX_NAMES = 100;
/** Characters. */
export const MAX_NAME = 100;

/** Seconds of a histogram's window; its figures are those of the last one to two of them. */
const WINDOW = 30;

interface Instrument {
  readonly kind: CustomValue['kind'];
  /** @param seconds since the last reading; null: there is nothing to tell */
  read(seconds: number): Omit<CustomValue, 'kind' | 'unit'> | null;
}

export class Gauge implements Instrument {
  readonly kind = 'metric';
  private current: number | null = null;

  constructor(private readonly compute: (() => number) | null) {}

  get value(): number {
    return this.compute?.() ?? this.current ?? 0;
  }

  set(value: number): void {
    this.current = finite(value);
  }

  read(): { value: number } | null {
    return this.compute === null && this.current === null ? null : { value: this.value };
  }
}

export class Counter implements Instrument {
  readonly kind = 'counter';
  private current = 0;

  get value(): number {
    return this.current;
  }

  inc(by = 1): void {
    this.current += finite(by);
  }

  dec(by = 1): void {
    this.current -= finite(by);
  }

  reset(): void {
    this.current = 0;
  }

  read(): { value: number } {
    return { value: this.current };
  }
}

export class Meter implements Instrument {
  readonly kind = 'meter';
  private marks = 0;

  mark(count = 1): void {
    this.marks += finite(count);
  }

  read(seconds: number): { value: number } {
    const value = this.marks / seconds;
    this.marks = 0;
    return { value };
  }
}

export class Histogram implements Instrument {
  readonly kind = 'histogram';
  private present = new LogHistogram();
  private past = new LogHistogram();
  private age = 0;

  update(value: number): void {
    this.present.record(finite(value));
  }

  read(seconds: number): Omit<CustomValue, 'kind' | 'unit'> | null {
    const all = new LogHistogram();
    all.add(this.past);
    all.add(this.present);
    this.age += seconds;
    if (this.age >= WINDOW) this.turn();
    const details = all.distribution();
    return details && { value: details.p95, details };
  }

  private turn(): void {
    this.past = this.present;
    this.present = new LogHistogram();
    this.age = 0;
  }
}

export class AuthorMetrics {
  private readonly instruments = new Map<string, { instrument: Instrument; unit: string }>();

  /**
   * The instrument of this name, made where there is none yet.
   * @throws {TypeError} for a name or unit of the wrong type
   * @throws {Error} when another kind has the name, or there are a hundred already
   */
  register<I extends Instrument>(name: string, unit: string, kind: I['kind'], make: () => I): I {
    assertName(name);
    if (typeof unit !== 'string' || unit.length > MAX_NAME) {
      throw new TypeError(`The unit of ${name} must be a string of at most ${MAX_NAME} characters.`);
    }
    const known = this.instruments.get(name)?.instrument;
    if (known === undefined) return this.add(name, unit, make());
    if (known.kind === kind) return known as I;
    throw new Error(`${JSON.stringify(name)} is a ${known.kind} already, and can be no ${kind}.`);
  }

  read(seconds: number): Record<string, CustomValue> {
    const values: Record<string, CustomValue> = Object.create(null);
    for (const [name, { instrument, unit }] of this.instruments) {
      const reading = readSafely(instrument, seconds);
      if (reading !== null) values[name] = { kind: instrument.kind, unit, ...reading };
    }
    return values;
  }

  private add<I extends Instrument>(name: string, unit: string, instrument: I): I {
    if (this.instruments.size >= MAX_NAMES) throw tooMany('metrics', name);
    this.instruments.set(name, { instrument, unit });
    return instrument;
  }
}

/** The author's own function may throw, or give anything. */
function readSafely(instrument: Instrument, seconds: number): ReturnType<Instrument['read']> {
  try {
    const reading = instrument.read(seconds);
    return reading !== null && Number.isFinite(reading.value) ? reading : null;
  } catch {
    return null;
  }
}

/** @throws {TypeError} */
export function assertName(name: unknown): asserts name is string {
  const fits = typeof name === 'string' && name.length > 0 && name.length <= MAX_NAME;
  if (!fits || /\p{Cc}/u.test(name)) {
    throw new TypeError(
      `A name must be a string of 1 to ${MAX_NAME} characters, without control characters, and not ${String(name).slice(0, MAX_NAME)}.`,
    );
  }
}

export const tooMany = (what: string, name: string): Error =>
  new Error(`There are ${MAX_NAMES} ${what} already: no room for ${JSON.stringify(name)}.`);

function finite(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`A finite number is needed, and not ${String(value)}.`);
}
