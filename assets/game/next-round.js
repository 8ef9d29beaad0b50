// The round after the one that is revealed: prepared by the server, and its sound fetched while the reveal is read.

import { address } from "../shared/address.js";

/**
 * @import { Api } from "../shared/api.js"
 * @import { Round } from "../shared/types.d.ts"
 */

const MOST_BYTES = 16_000_000; // of a recording that is fetched ahead

export class NextRound {
  /** @type {string | null} id of its game */
  game = null;
  /** @type {Round | null} once all of its sound has arrived */
  round = null;
  fetching = new AbortController();

  /** @param {Api} api */
  constructor(api) {
    this.api = api;
  }

  /** Fetches the next round of a game; what fails is fetched when it is dealt. @param {string} game id */
  async prepare(game) {
    this.drop();
    const { signal } = this.fetching;
    const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
    if (connection?.saveData) return;
    try {
      const reply = await this.api.send("POST", `/api/games/${game}/ahead`);
      if (reply.retryable || !reply.ok || signal.aborted) return;
      const sound = await fetchSound(reply.data.audio, signal);
      if (!sound || signal.aborted) return;
      this.game = game;
      this.round = { ...reply.data, held: URL.createObjectURL(sound) };
    } catch {
      // aborted, or lost on the way
    }
  }

  /** @param {string | null} game id @returns {Round | null} its next round, if that has arrived: once, to whoever plays it */
  take(game) {
    const round = this.game === game ? this.round : null;
    if (round) this.round = null;
    this.drop();
    return round;
  }

  /** Forgets what has arrived, and stops what is on its way. */
  drop() {
    this.fetching.abort();
    this.fetching = new AbortController();
    if (this.round?.held) URL.revokeObjectURL(this.round.held);
    this.round = null;
    this.game = null;
  }
}

/** @param {string} audio @param {AbortSignal} signal @returns {Promise<Blob | null>} null if it is too long to hold, or cannot be had */
async function fetchSound(audio, signal) {
  const response = await fetch(address(audio), { signal, priority: "low" });
  if (response.ok && Number(response.headers.get("Content-Length")) <= MOST_BYTES) return response.blob();
  await response.body?.cancel();
  return null;
}
