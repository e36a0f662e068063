/** The connection to agent.sock. It outlives any one daemon, holds no process alive, and never throws. */

import type { Socket } from 'node:net';
import { FrameDecoder } from '@pmx/protocol';
import { reconnectDelay } from './backoff';
import { MAX_WAITING_SIZE, Outbox, type Sent } from './outbox';

export interface ConnectionHandlers {
  /** Frames that begin each connection. */
  greeting(): string[];
  onMessage(message: unknown): void;
  /** The connection has ended; another one is tried for. */
  onLost(): void;
}

/** Seconds. */
const LASTED = 2;

export class Connection {
  private socket: Socket | null = null;
  private isUp = false;
  private upSince = 0;
  private failures = 0;
  private readonly outbox = new Outbox();

  constructor(
    private readonly path: string,
    private readonly handlers: ConnectionHandlers,
  ) {}

  /** Connects, unless it is connected, connecting, or waiting to try again. */
  open(): void {
    if (this.socket !== null) return;
    // Loaded here and not at the top: most of the agent's start-up cost would be this one module.
    const net: typeof import('node:net') = require('node:net');
    const socket = net.connect(this.path);
    this.socket = socket.unref();
    const decoder = new FrameDecoder();
    socket.on('connect', () => this.greet());
    socket.on('data', (chunk) => this.receive(decoder, chunk));
    // 'close' follows every error; there is nothing to add to it.
    socket.on('error', () => {});
    socket.on('close', () => this.lose());
  }

  /**
   * Sends a frame, or keeps it until there is a connection.
   * @param sent called with null once it was handed over or is kept for a daemon that is away, else with the reason
   * @returns false when it was dropped because too much is waiting
   */
  send(frame: string, sent: Sent): boolean {
    this.open();
    const accepted = this.isUp ? this.write(frame, sent) : this.outbox.add(frame, sent);
    if (!accepted) process.nextTick(sent, new Error('Too many messages are waiting for pmx.'));
    return accepted;
  }

  /** Sends a frame if there is a connection; `greeting` makes up for it on the next one. */
  sendNow(frame: string): void {
    if (this.isUp) this.socket?.write(frame);
  }

  /** Sends a frame, unless an earlier one still waits: a daemon that stands still costs the app nothing (invariant 6). */
  offer(frame: string): void {
    if (this.socket?.writableLength === 0) this.sendNow(frame);
  }

  private write(frame: string, sent: Sent): boolean {
    const { socket } = this;
    if (socket === null || socket.writableLength + frame.length > MAX_WAITING_SIZE) return false;
    socket.write(frame, (error) => {
      if (!error) sent(null);
      // The daemon ended before it could take this one: the next daemon gets it.
      else if (!this.outbox.add(frame, sent)) sent(error);
    });
    return true;
  }

  private greet(): void {
    this.isUp = true;
    this.upSince = process.uptime();
    for (const frame of this.handlers.greeting()) this.sendNow(frame);
    for (const { frame, sent } of this.outbox.take()) this.write(frame, sent);
  }

  private receive(decoder: FrameDecoder, chunk: Uint8Array): void {
    try {
      for (const message of decoder.push(chunk)) this.handlers.onMessage(message);
    } catch {
      this.socket?.destroy();
    }
  }

  private lose(): void {
    // Only a connection that lasted counts as a success: a daemon that hangs up at once is not called in a tight loop.
    if (this.isUp && process.uptime() - this.upSince > LASTED) this.failures = 0;
    this.isUp = false;
    setTimeout(() => this.reopen(), reconnectDelay(this.failures++)).unref();
    this.outbox.acknowledge();
    this.handlers.onLost();
  }

  private reopen(): void {
    this.socket = null;
    this.open();
  }
}
