// What gave the place away: chips under the reveal, each saved with one tap and taken back with another, or left alone.

import { detailOf } from "../shared/api.js";
import { checkboxField } from "../shared/choices.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { clueChoices } from "./guess-questions.js";

/** @import { Stage } from "./stage.js" */

/** @param {Stage<any>} page @param {string} round its id @returns {HTMLElement} */
export function clueParts(page, round) {
  const trouble = make("p");
  let saving = Promise.resolve(); // one after the other, so that the last tap holds
  const save = () => {
    const clues = field.read();
    saving = saving.then(async () => {
      trouble.textContent = await send(page, round, clues);
      if (trouble.textContent) page.announcer.announce(trouble.textContent);
    });
  };
  const field = checkboxField(text("reveal.clues"), clueChoices(), { chosen: [], onChange: save });
  return make("div", { class: "ew-clues" }, field.element, trouble);
}

/** @param {Stage<any>} page @param {string} round @param {string[]} clues @returns {Promise<string>} why they could not be saved; empty if they were */
async function send(page, round, clues) {
  try {
    await page.api.patch(`/api/rounds/${round}`, { clues });
    return "";
  } catch (error) {
    return detailOf(error) || text("page.failed");
  }
}
