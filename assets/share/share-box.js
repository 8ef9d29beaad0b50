// Sharing a finished game: its points and squares, a link to the same sounds, and a picture.

import { address } from "../shared/address.js";
import { copyText, hasShareSheet, openShareSheet } from "../shared/clipboard.js";
import { make } from "../shared/dom.js";
import { integer, MAX_SCORE } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { squareTiles } from "./squares.js";

/**
 * @import { PlayedGame, SharedGame } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 */

const PICTURE_PATIENCE = 2000; // ms; a browser lets a press open its share sheet for a few seconds only

/** @param {Page} page @param {Pick<PlayedGame, "game" | "total" | "squares">} game @returns {HTMLElement} */
export function shareBox(page, game) {
  const most = MAX_SCORE * [...game.squares].length;
  const points = text("share.points", { score: integer(game.total), most: integer(most) });
  const line = make("output", { class: "ew-share-line" }, points, squareTiles(game.squares));
  /** @type {Promise<SharedGame> | null} */
  let made = null;
  const share = () => (made ??= makeChallenge(page, game.game).catch((error) => ((made = null), Promise.reject(error))));
  /** @param {string} label @param {(shared: SharedGame) => Promise<boolean | null>} how null: the player changed their mind */
  const button = (label, how) => {
    const press = () => page.press({ label: "", run: async () => report(page, await how(showText(line, await share()))) });
    return make("button", { type: "button", class: "ew-copy", onclick: () => void press() }, label);
  };
  const copy = (/** @type {SharedGame} */ shared) => copyText(shared.text, line);
  return make(
    "section",
    { class: "ew-share", "aria-label": text("share.title") },
    line,
    hasShareSheet() && button(text("share.share"), async (shared) => ((await openSheet(shared)) ? null : copy(shared))),
    button(text("share.copy"), copy),
  );
}

/** @param {Page} page @param {string} game @returns {Promise<SharedGame>} with the address under which this browser reaches the game */
async function makeChallenge(page, game) {
  /** @type {SharedGame} */
  const shared = await page.api.post("/api/challenges", { game });
  const url = address(`/c/${shared.challenge}`);
  return { ...shared, url, text: shared.text.replace(shared.url, url) };
}

/** Shows what is shared, so that it can also be copied by hand. @param {HTMLElement} line @param {SharedGame} shared */
function showText(line, shared) {
  line.replaceChildren(...shared.text.split("\n").map((part) => make("span", { class: "ew-share-part" }, `${part}\n`)));
  return shared;
}

/** @param {SharedGame} shared @returns {Promise<boolean>} whether the browser showed its share sheet; it says itself what became of it */
async function openSheet({ text: whole, url, challenge }) {
  const message = { text: whole.replace(`\n${url}`, ""), url };
  const picture = await pictureOf(challenge);
  const withPicture = picture ? { ...message, files: [picture] } : message;
  return openShareSheet(navigator.canShare?.(withPicture) ? withPicture : message);
}

/** @param {string} challenge @returns {Promise<File | null>} null when it does not come in time */
async function pictureOf(challenge) {
  try {
    const response = await fetch(address(`/share/${challenge}.png`), { signal: AbortSignal.timeout(PICTURE_PATIENCE) });
    return response.ok ? new File([await response.blob()], "earwitness.png", { type: "image/png" }) : null;
  } catch {
    return null;
  }
}

/** @param {Page} page @param {boolean | null} copied */
function report(page, copied) {
  if (copied !== null) page.announcer.notify(text(copied ? "share.copied" : "share.copy_by_hand"));
}
