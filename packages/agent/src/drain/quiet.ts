/** Tells which connections have been quiet for long. */

interface Seen {
  bytes: number;
  since: number;
}

export class QuietWatch<Socket extends { bytesRead: number }> {
  private seen = new Map<Socket, Seen>();

  /**
   * To be called again and again with the connections that are idle at the time.
   * @param now milliseconds
   * @param limit milliseconds
   * @returns those that were idle, without a byte, for at least that long
   */
  quietFor(limit: number, sockets: readonly Socket[], now: number): Socket[] {
    this.seen = new Map(sockets.map((socket) => [socket, this.look(socket, now)]));
    return sockets.filter((socket) => now - this.seen.get(socket)!.since >= limit);
  }

  private look(socket: Socket, now: number): Seen {
    const before = this.seen.get(socket);
    return before?.bytes === socket.bytesRead ? before : { bytes: socket.bytesRead, since: now };
  }
}
