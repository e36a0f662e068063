/** What the machine asks for, put together. */

import type { Effect, LifecycleEvent, TransitionContext } from '../instance';
import { DRAIN_GRACE } from './timing';

export function endingEffects(generation: number, context: TransitionContext): Effect[] {
  if (!context.spec.stop.message) return signalEffects(generation, context);
  return [{ type: 'shutdown-message', generation }, scheduleKill(generation, context)];
}

export function signalEffects(generation: number, context: TransitionContext): Effect[] {
  return [
    { type: 'signal', generation, signal: context.spec.stop.signal },
    scheduleKill(generation, context),
  ];
}

export const scheduleReady = (generation: number, delay: number): Effect => ({
  type: 'schedule',
  name: 'ready',
  generation,
  delay,
});

export const scheduleKill = (generation: number, { spec }: TransitionContext): Effect => ({
  type: 'schedule',
  name: 'kill',
  generation,
  delay: spec.stop.killTimeout,
});

export const drainEffects = (generation: number, { spec }: TransitionContext): Effect[] => [
  { type: 'drain', generation, timeout: spec.reload.drainTimeout },
  { type: 'schedule', name: 'drain', generation, delay: spec.reload.drainTimeout + DRAIN_GRACE },
];

export const publish = (event: LifecycleEvent, message: string): Effect => ({
  type: 'publish',
  event,
  message,
});
