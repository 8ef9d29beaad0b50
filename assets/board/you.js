// The reader's own row: fetched with the player's token, shown to nobody else.

import { fetchJson, FetchError, told } from "./feed.js";
import { Session } from "../shared/session.js";

/** @import { BoardBody, OwnRow } from "./types.d.ts" */

const AGAIN = 30_000; // ms between requests

export class You {
  /** @type {OwnRow | null} null until there is something to show */
  own = null;
  asked = 0; // when it was last asked for, ms since 1970

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /** Asks again, unless it did so just now or nobody's guesses count here. @param {BoardBody} board */
  async refresh(board) {
    if (board.state !== "ready" || board.pack.synthetic || Date.now() - this.asked < AGAIN) return;
    this.asked = Date.now();
    const own = await fetchOwn();
    if (!own || JSON.stringify(own) === JSON.stringify(this.own)) return;
    this.own = own;
    this.onChange();
  }
}

/** @returns {Promise<OwnRow | null>} null if it could not be had this time */
async function fetchOwn() {
  const { token } = new Session();
  const nobody = { rounds: 0, row: null };
  if (!token) return nobody;
  try {
    const { data } = await fetchJson(told("/api/leaderboard/you"), { "X-Earwitness-Player": token });
    return { rounds: data.rounds, row: data.row };
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return error.status === 401 ? nobody : null;
  }
}
