// What a study asks with each guess besides how sure: which clues, why, and whether the recording was known.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { cluesField } from "../game/guess-questions.js";
import { radioField } from "./form.js";
import { yesOrNo } from "./question-screens.js";

/** @import { StudyPage } from "./study-page.js" */

const LONGEST = 1000; // characters of an explanation

/** The other questions. @param {StudyPage} page @returns {HTMLElement[]} */
export function questionParts(page) {
  const { draft, rounds } = page;
  const { clues, explanation, prior_exposure: exposure } = rounds.terms;
  const parts = [];
  if (clues) parts.push(cluesField(draft));
  if (explanation) parts.push(explanationField(page));
  if (exposure === "with_guess") {
    const onChange = () => (draft.answer({ prior_exposure: field.read() ?? undefined }), rounds.update());
    const field = radioField(text("study.known"), yesOrNo(), { chosen: draft.answers.prior_exposure, onChange, inRow: true });
    parts.push(field.element);
  }
  return [make("div", { class: "ew-yours-form" }, ...parts)];
}

/** @param {StudyPage} page @returns {HTMLElement} */
function explanationField({ draft }) {
  const area = make("textarea", { rows: 3, maxlength: LONGEST });
  area.value = draft.answers.explanation ?? "";
  area.addEventListener("input", () => draft.answer({ explanation: area.value.trim() || undefined }));
  return make("label", {}, make("span", {}, text("study.explanation")), area);
}
