// What the welcome screen says of the daily to somebody who has played here before.

import { address } from "../shared/address.js";
import { text } from "../shared/texts.js";

/**
 * @import { Daily } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 */

/** Says how the player stands; leaves the hint as it is if nobody answers. @param {Page} page @param {HTMLElement} hint */
export async function showStatus(page, hint) {
  const headers = { "X-Earwitness-Player": page.session.token ?? "" };
  const reply = await fetch(address("/api/daily"), { headers, cache: "no-store" });
  if (reply.ok && hint.isConnected) hint.textContent = status(await reply.json()) || hint.textContent;
}

/** @param {Daily} daily @returns {string} empty if there is nothing to say */
function status({ status: state, streak, closed, of }) {
  const days = streak?.days ?? 0;
  if (state === "begun") return text("daily.begun", { done: closed, total: of ?? 0 });
  if (state === "done") return text("daily.status_done", { count: days });
  return days ? text("daily.status_streak", { count: days }) : "";
}
