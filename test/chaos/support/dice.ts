/** Randomness that can be repeated: each test prints its seed, and PMX_CHAOS_SEED gives it again. */

export class Dice {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed;
  }

  /** At least `from`, less than `to`. */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.next() * choices.length)]!;
  }

  /** Mulberry32: small, and good enough for instants. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** The dice of one test. */
export function castDice(): Dice {
  const seed = Number(process.env.PMX_CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));
  tell(`seed ${seed}`);
  return new Dice(seed);
}

/** Says a figure of the present test. */
export function tell(text: string): void {
  process.stderr.write(`chaos: ${expect.getState().currentTestName}: ${text}\n`);
}
