// The round after the one that is revealed: it comes with the reveal, and its sound is fetched while that is read.

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
  /** @type {Round | null | undefined} what the last reveal brought; null if there is none, undefined if it was not asked for */
  brought = undefined;

  /** @param {Api} api */
  constructor(api) {
    this.api = api;
  }

  /** @returns {{deal?: "ahead"}} asks for it with a guess or a skip, where data need not be saved */
  get wish() {
    return savesData() ? {} : { deal: "ahead" };
  }

  /** Fetches the next round of a game; what fails is fetched when it is dealt. @param {string} game id */
  async prepare(game) {
    const { brought } = this;
    this.drop();
    const { signal } = this.fetching;
    if (savesData()) return;
    try {
      const round = brought === undefined ? await this.ask(game) : brought;
      if (!round || signal.aborted) return;
      const sound = await fetchSound(round.audio, signal);
      if (!sound || signal.aborted) return;
      this.game = game;
      this.round = { ...round, held: URL.createObjectURL(sound) };
    } catch {
      // aborted, or lost on the way
    }
  }

  /** @param {string} game id @returns {Promise<Round | null>} its next round, as after a reload */
  async ask(game) {
    const reply = await this.api.send("POST", `/api/games/${game}/ahead`);
    return reply.retryable || !reply.ok ? null : reply.data;
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
    this.brought = undefined;
  }
}

/** @returns {boolean} whether the browser is told to save data */
function savesData() {
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
  return Boolean(connection?.saveData);
}

/** @param {string} audio @param {AbortSignal} signal @returns {Promise<Blob | null>} null if it is too long to hold, or cannot be had */
async function fetchSound(audio, signal) {
  const response = await fetch(address(audio), { signal, priority: "low" });
  if (response.ok && Number(response.headers.get("Content-Length")) <= MOST_BYTES) return response.blob();
  await response.body?.cancel();
  return null;
}
