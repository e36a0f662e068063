/** Connections that do nothing: so many are kept, and for one more the one that was silent longest has to go. */

import type { Peer } from './peer';

export class Guests {
  /** Longest silent first. */
  private readonly peers = new Set<Peer>();

  /** @param most connections that are kept; whoever comes next is not kept out by those who say nothing */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.peers.size;
  }

  /** It has come, or has nothing to do any more. */
  admit(peer: Peer): void {
    this.peers.delete(peer);
    this.peers.add(peer);
    const [longest] = this.peers;
    if (this.peers.size <= this.most || longest === undefined) return;
    this.peers.delete(longest);
    longest.destroy();
  }

  /** It has something to do, or is gone. */
  release(peer: Peer): void {
    this.peers.delete(peer);
  }

  closeAll(): void {
    for (const peer of this.peers) peer.destroy();
    this.peers.clear();
  }
}
