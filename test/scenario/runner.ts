/**
 * Runs scenario scripts against the state machine, with no process and on a clock of its own.
 *
 * A script is text: a line that begins with `> ` is a command; the lines below it are what the machine did. The
 * runner plays the commands and writes the whole script anew; the test compares. `UPDATE_SCENARIOS=1` rewrites the
 * files, and the change is reviewed as a diff.
 */

import {
  type AppSpec,
  type Effect,
  type ExitStatus,
  type InstanceEvent,
  type InstanceState,
  newInstance,
  parseSpec,
  type RawApp,
  transition,
} from '@pmx/supervision';

interface Timer {
  at: number;
  event: InstanceEvent;
}

class Stage {
  private now = 0;
  private state: InstanceState = newInstance('down');
  private spec: AppSpec = specOf({});
  private reportsBoot = true;
  private dice = 0;
  /** Generation that was last seen to listen. */
  private listening = 0;
  /** When the agent of which generation was first heard: with the start, unless it is silent. */
  private greeted = { generation: 0, at: 0 };
  private isSilent = false;
  /** Generation whose main module has run. */
  private booted = 0;
  private readonly timers = new Map<string, Timer>();

  play(command: string): string[] {
    const [word = '', ...rest] = command.split(/\s+/);
    switch (word) {
      case 'app':
        this.spec = specOf(fieldsOf(rest));
        return [];
      case 'program':
        this.reportsBoot = rest[0] === 'node';
        return [];
      case 'silent':
        this.isSilent = true;
        return [];
      case 'greets':
        this.greeted = { generation: this.state.generation, at: this.now };
        return [];
      case 'dice':
        this.dice = Number(rest[0]);
        return [];
      case 'wait':
        return this.wait(Number(rest[0]));
      case 'state':
        return [JSON.stringify(this.state)];
      case 'ends':
        return [...this.post(this.exited(rest[0]!, false)), ...this.post(this.here({ type: 'gone' }))];
      default:
        return this.post(this.eventOf(word, rest));
    }
  }

  private eventOf(word: string, rest: string[]): InstanceEvent {
    switch (word) {
      case 'start':
      case 'stop':
      case 'lost':
      case 'interrupted':
      case 'drain':
      case 'reset':
        return { type: word };
      case 'restart':
        return { type: 'restart', reason: (rest[0] ?? 'command') as 'command' };
      case 'spawned':
        return this.here({ type: 'spawned', pid: Number(rest[0]) });
      case 'spawn-failed':
        return this.here({ type: 'spawn-failed', message: rest.join(' ') });
      case 'booted':
      case 'listening':
      case 'drained':
      case 'ready':
      case 'gone':
        return this.here({ type: word });
      case 'exits':
        return this.exited(rest[0]!, rest[1] === 'leaving-children');
      case 'stale-exit':
        return {
          type: 'exited',
          generation: this.state.generation - 1,
          status: statusOf('0'),
          groupAlive: false,
        };
      case 'adopted':
        return { type: 'adopted', generation: Number(rest[0]), pid: Number(rest[1]), launchedAt: this.now };
      default:
        throw new Error(`No such command in scenarios: ${word}`);
    }
  }

  private exited(status: string, groupAlive: boolean): InstanceEvent {
    return this.here({ type: 'exited', status: statusOf(status), groupAlive });
  }

  private here<T extends object>(event: T): InstanceEvent {
    return { ...event, generation: this.state.generation } as unknown as InstanceEvent;
  }

  /** Lets time pass; timers go off on the way, at their time. */
  private wait(duration: number): string[] {
    const until = this.now + duration;
    const lines: string[] = [];
    for (let next = this.nextTimer(until); next; next = this.nextTimer(until)) {
      const [name, timer] = next;
      this.timers.delete(name);
      this.now = timer.at;
      lines.push(`at ${this.now}: timer ${name}`, ...this.post(timer.event));
    }
    this.now = until;
    return lines;
  }

  private nextTimer(until: number): [string, Timer] | undefined {
    return [...this.timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
  }

  private post(event: InstanceEvent): string[] {
    const before = this.state;
    if (event.type === 'listening') this.listening = event.generation;
    if (event.type === 'booted') this.booted = event.generation;
    if (event.type === 'spawned' && !this.isSilent)
      this.greeted = { generation: event.generation, at: this.now };
    const { state, effects } = transition(before, event, {
      spec: this.spec,
      now: this.now,
      dice: this.dice,
      reportsBoot: this.reportsBoot,
      listens: this.listening === before.generation,
      greetedAt: this.greeted.generation === before.generation ? this.greeted.at : null,
      hasBooted: this.booted === before.generation,
    });
    this.state = state;
    for (const effect of effects) this.keepTime(effect);
    return [...effects.map(describe), summary(before, state)];
  }

  private keepTime(effect: Effect): void {
    if (effect.type === 'cancel') this.timers.delete(effect.name);
    if (effect.type !== 'schedule') return;
    const { name, generation, delay } = effect;
    this.timers.set(name, { at: this.now + delay, event: { type: 'timer', name, generation } });
  }
}

/** Plays a script. Returns it with what the machine really did. */
export function playScript(script: string): string {
  const stage = new Stage();
  const lines: string[] = [];
  for (const line of script.split('\n')) {
    if (line.startsWith('> ')) lines.push(line, ...stage.play(line.slice(2)).map((told) => `  ${told}`));
    else if (line.startsWith('#') || line === '') lines.push(line);
  }
  return lines.join('\n');
}

function describe(effect: Effect): string {
  switch (effect.type) {
    case 'schedule':
      return `schedule ${effect.name} in ${effect.delay} ms`;
    case 'cancel':
      return `cancel ${effect.name}`;
    case 'signal':
      return `signal ${effect.signal} to #${effect.generation}`;
    case 'publish':
      return `publish ${effect.event}: ${effect.message}`;
    default:
      return `${effect.type} #${effect.generation}`;
  }
}

function summary(before: InstanceState, state: InstanceState): string {
  if (before === state) return '= unchanged';
  const { phase, desired, generation, restarts, cause } = state;
  const notes = [restarts > 0 ? `restarts ${restarts}` : '', cause ? `because it ${cause}` : ''].filter(
    Boolean,
  );
  return [`= ${phase}, wanted ${desired}, #${generation}`, ...notes].join(', ');
}

function statusOf(word: string): ExitStatus {
  if (/^\d+$/.test(word)) return { kind: 'code', code: Number(word) };
  return word === 'unknown' ? { kind: 'unknown' } : { kind: 'signal', signal: word };
}

function fieldsOf(words: string[]): RawApp {
  return Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
}

function specOf(fields: RawApp): AppSpec {
  const context = {
    cwd: '/srv',
    logDir: '/logs',
    cores: 4,
    homeDir: '/root',
    envName: null,
    configFile: null,
  };
  const parsed = parseSpec({ script: 'app.js', ...fields }, context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.spec;
}
