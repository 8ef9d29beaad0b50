// A player beside every model, on exactly the clips that the player heard.

import { make } from "../shared/dom.js";
import { integer } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { fetchJson, FetchError } from "../board/feed.js";
import { address } from "../shared/address.js";
import { part } from "./part.js";

/**
 * @import { Page } from "../game/page.js"
 * @import { BesideModel } from "./types.d.ts"
 */

const AGAIN = 5000; // ms until the counting process is asked again

/** @param {Page} page @returns {HTMLElement} filled when the counting process has answered */
export function modelParts(page) {
  const body = make("div", {}, make("p", { class: "ew-kind" }, text("me.models.wait")));
  fill(page, body);
  return part(text("me.models"), body);
}

/** @param {Page} page @param {HTMLElement} body */
async function fill(page, body) {
  const models = await compare(page);
  if (models === "counting") setTimeout(() => body.isConnected && fill(page, body), AGAIN);
  else body.replaceChildren(...(models.length ? [table(models), note(models)] : [make("p", { class: "ew-kind" }, text("me.models.none"))]));
}

/** @param {Page} page @returns {Promise<BesideModel[] | "counting">} */
async function compare(page) {
  try {
    const { data } = await fetchJson(address("/api/leaderboard/you"), { "X-Earwitness-Player": page.session.token ?? "" });
    return data.models;
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return error.status === 503 ? "counting" : [];
  }
}

/** @param {BesideModel[]} models */
function table(models) {
  const head = [text("me.models.model"), text("challenge.you"), text("me.models.they"), text("me.models.ahead")];
  return make(
    "table",
    { class: "ew-own-table" },
    make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...models.map(row)),
  );
}

/** @param {BesideModel} model */
function row({ name, clips, you, you_interval: own, they, ahead, low, high }) {
  const interval = low === null || high === null ? null : text("me.models.interval", { low: signed(low), high: signed(high) });
  const around = own && text("me.models.interval", { low: integer(own[0]), high: integer(own[1]) });
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, name, make("small", {}, text("me.models.clips", { count: clips }))),
    make("td", {}, integer(you), around && make("small", {}, around)),
    make("td", {}, integer(they)),
    make("td", { class: ahead > 0 ? "is-ahead" : null }, signed(ahead), interval && make("small", {}, interval)),
  );
}

/** @param {BesideModel[]} models */
const note = (models) => make("p", { class: "ew-kind" }, text(models.some(({ low }) => low !== null) ? "me.models.note" : "me.models.few"));

/** @param {number} points */
const signed = (points) => (points > 0 ? text("me.models.plus", { points: integer(points) }) : integer(points));
