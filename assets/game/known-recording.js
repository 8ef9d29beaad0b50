// A question under the reveal, answered with one tap or not at all: did the player know this recording?

import { detailOf } from "../shared/api.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { Stage } from "./stage.js" */

/** @param {Stage<any>} page @param {string} round its id @returns {HTMLElement} */
export function knownRecordingParts(page, round) {
  const question = make("span", { id: "ew-known" }, text("reveal.known"));
  const answers = [true, false].map((known) => make("button", { type: "button", class: "ew-known-answer" }, text(known ? "reveal.known_yes" : "reveal.known_no")));
  const both = make("span", { class: "ew-known-answers" }, ...answers);
  const line = make("div", { class: "ew-known", role: "group", "aria-labelledby": "ew-known" }, question, both);
  answers.forEach((answer, index) => answer.addEventListener("click", () => send(page, round, index === 0, line)));
  return line;
}

/** Sends the answer; the reply takes the place of the question. @param {Stage<any>} page @param {string} round @param {boolean} known @param {HTMLElement} line */
async function send(page, round, known, line) {
  const said = text(known ? "reveal.known_left_out" : "reveal.known_noted");
  const hadFocus = line.contains(document.activeElement);
  line.replaceChildren(make("span", {}, said));
  if (hadFocus) page.ui.primary.focus({ preventScroll: true });
  page.announcer.announce(said);
  try {
    await page.api.patch(`/api/rounds/${round}`, { prior_exposure: known });
  } catch (error) {
    line.replaceChildren(make("span", {}, detailOf(error) || text("page.failed")));
  }
}
