// A table of a player's own, saved as a file.

import { address } from "../shared/address.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { Page } from "../game/page.js" */

/** @param {Page} page @param {"rounds" | "trials"} table @param {string} label */
export function saveButton(page, table, label) {
  return make("button", { type: "button", class: "ew-copy", onclick: () => void page.press({ label: "", run: () => save(page, table) }) }, label);
}

/** The token travels in a header, and so in no address. @param {Page} page @param {"rounds" | "trials"} table */
async function save(page, table) {
  const headers = { "X-Earwitness-Player": page.session.token ?? "" };
  const response = await fetch(address(`/api/players/me/${table}.csv`), { headers, cache: "no-store" });
  if (!response.ok) throw new Error(`${table}.csv: ${response.status}`);
  const url = URL.createObjectURL(await response.blob());
  const link = make("a", { href: url, download: `earwitness-my-${table}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  page.announcer.notify(text("me.saved"));
}
