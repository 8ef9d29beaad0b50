// The screens of a study, by the kind of step.

import { comprehension, exposure, questions, screening } from "./question-screens.js";
import { consent, instructions } from "./text-screens.js";
import { end, gone, refused } from "./end-screens.js";
import { asked, begin, listen, saved, shown } from "./round-screens.js";
import { results } from "./results-screen.js";
import { headphones, level } from "./sound-screens.js";

/**
 * @import { StudyPage } from "./study-page.js"
 * @import { View } from "./types.d.ts"
 */

/** @param {StudyPage} page @param {View} view @returns {Promise<void> | void} */
export function draw(page, view) {
  switch (view.kind) {
    case "consent":
      return consent(page);
    case "screening":
      return screening(page, view);
    case "questions":
      return questions(page, view);
    case "level":
      return level(page, view);
    case "headphones":
      return headphones(page, view);
    case "instructions":
      return instructions(page, view);
    case "comprehension":
      return comprehension(page, view);
    case "practice":
    case "rounds":
      return begin(page, view);
    case "listen":
      return listen(page, view.round);
    case "asked":
      return asked(page, view.round);
    case "saved":
      return saved(page, view);
    case "shown":
      return shown(page, view.reveal);
    case "exposure":
      return exposure(page);
    case "reveal":
      return results(page, view);
    case "end":
      return end(page, view);
    case "gone":
      return gone(page);
    case "refused":
      return refused(page, view.sentence);
  }
}
