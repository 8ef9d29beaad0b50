// What a study asks with each guess: how sure, which clues, why, and whether the recording was known.

import { make } from "../shared/dom.js";
import { kilometres } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { checkboxField, radioField } from "./form.js";
import { yesOrNo } from "./question-screens.js";

/** @import { StudyPage } from "./study-page.js" */

/** @type {Record<string, string>} text key of each */
const CLUES = {
  language: "study.clue.language",
  accent: "study.clue.accent",
  announcement: "study.clue.announcement",
  human_sounds: "study.clue.human_sounds",
  music: "study.clue.music",
  religion: "study.clue.religion",
  animals: "study.clue.animals",
  natural_sounds: "study.clue.natural_sounds",
  traffic: "study.clue.traffic",
  sounds_of_things: "study.clue.sounds_of_things",
  acoustics: "study.clue.acoustics",
  other: "study.clue.other",
};
const LEAST_KM = 10;
const MOST_KM = 20_000; // half of the Earth's circumference
const STEPS = 100; // of the slider, each 8% wider
const LONGEST = 1000; // characters

/** @param {number} step @returns {number} km, to two digits */
export const radiusOf = (step) => Number((LEAST_KM * (MOST_KM / LEAST_KM) ** (step / STEPS)).toPrecision(2));

/** @param {number} km @returns {number} */
const stepOf = (km) => Math.round((STEPS * Math.log(km / LEAST_KM)) / Math.log(MOST_KM / LEAST_KM));

/** The radius around the pin; unset until the participant moves the slider. @param {StudyPage} page @returns {HTMLElement} */
export function confidenceField(page) {
  const { draft, rounds } = page;
  const known = draft.answers.confidence_km;
  const value = make("output", { class: "ew-study-radius" });
  const slider = make("input", { type: "range", min: 0, max: STEPS, step: 1, value: known ? stepOf(known) : STEPS / 2, class: "ew-study-slider", "aria-describedby": "ew-confidence-why" });
  const label = make("label", {}, make("span", {}, text("study.confidence")), slider);
  const show = () => {
    const km = draft.answers.confidence_km;
    value.textContent = km ? text("study.confidence.within", { distance: kilometres(km) }) : text("study.confidence.unset");
    slider.setAttribute("aria-valuetext", value.textContent);
    slider.classList.toggle("is-unset", !km);
  };
  const set = () => {
    draft.answer({ confidence_km: radiusOf(Number(slider.value)) });
    rounds.area?.setRadius(draft.answers.confidence_km);
    show();
    rounds.update();
  };
  slider.addEventListener("input", set);
  slider.addEventListener("pointerup", set); // where it stands already
  slider.addEventListener("change", () => rounds.area?.fit());
  show();
  return make("div", { class: "ew-study-confidence" }, label, value, make("p", { id: "ew-confidence-why", class: "ew-hint" }, text("study.confidence.why")));
}

/** The other questions. @param {StudyPage} page @returns {HTMLElement[]} */
export function questionParts(page) {
  const { draft, rounds } = page;
  const { clues, explanation, prior_exposure: exposure } = rounds.terms;
  const parts = [];
  if (clues) {
    const choices = Object.entries(CLUES).map(([value, key]) => ({ value, label: text(key) }));
    const field = checkboxField(text("study.clues"), choices, { chosen: draft.answers.clues ?? [], onChange: () => draft.answer({ clues: field.read() }) });
    parts.push(field.element);
  }
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
