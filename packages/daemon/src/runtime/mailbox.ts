/**
 * The one mailbox: everything that happens to an instance enters here, and is dealt with in order.
 *
 * A delivery has three steps: all transitions, then the disk, then the effects; so that what is wanted is on disk
 * before it is acted on (invariant 5).
 */

import { type Effect, type InstanceEvent, type InstanceState, transition } from '@pmx/supervision';
import { type Slot, specOf } from '../apps/app';

export interface MailboxPorts {
  /** Milliseconds on the monotonic clock. */
  now(): number;
  /** A random number in [0, 1). */
  dice(): number;
  /** Writes the desired state now; `durable`: the effects may only follow when it is on disk. */
  persist(durable: boolean): void;
  perform(slot: Slot, effect: Effect): void;
  /** After the effects of a delivery: somebody may wait for this. */
  changed(slot: Slot, before: InstanceState): void;
}

export interface Delivery {
  slot: Slot;
  event: InstanceEvent;
}

interface Step {
  slot: Slot;
  before: InstanceState;
  effects: Effect[];
}

export class Mailbox {
  private readonly queue: Delivery[][] = [];
  private delivering = false;

  constructor(private readonly ports: MailboxPorts) {}

  post(slot: Slot, event: InstanceEvent): void {
    this.postAll([{ slot, event }]);
  }

  /** Delivers all of them with one write to disk. What effects post in turn is delivered afterwards. */
  postAll(deliveries: Delivery[]): void {
    this.queue.push(deliveries);
    if (this.delivering) return;
    this.delivering = true;
    try {
      for (let batch = this.queue.shift(); batch; batch = this.queue.shift()) this.deliver(batch);
    } finally {
      this.delivering = false;
    }
  }

  private deliver(batch: Delivery[]): void {
    const steps = batch.map((delivery) => this.step(delivery));
    const changes = steps.filter(({ slot, before }) => slot.state !== before);
    if (changes.length > 0) this.ports.persist(changes.some(isDecision));
    for (const { slot, effects } of steps) for (const effect of effects) this.ports.perform(slot, effect);
    for (const { slot, before } of changes) this.ports.changed(slot, before);
  }

  private step({ slot, event }: Delivery): Step {
    const before = slot.state;
    const { state, effects } = transition(before, event, {
      spec: specOf(slot),
      now: this.ports.now(),
      dice: this.ports.dice(),
      reportsBoot: slot.launched?.reportsBoot ?? false,
      listens: slot.listening === before.generation,
      greetedAt: slot.greeted?.generation === before.generation ? slot.greeted.at : null,
      hasBooted: slot.booted === before.generation,
    });
    slot.state = state;
    return { slot, before, effects };
  }
}

/** What is wanted has changed; or a slot runs for the first time, and by that its processes are found again. */
const isDecision = ({ slot, before }: Step): boolean =>
  slot.state.desired !== before.desired || before.generation === 0;
