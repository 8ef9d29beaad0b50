// What may be asked with a guess: a circle that one is sure of, and what gave the place away.

import { checkboxField } from "../shared/choices.js";
import { make } from "../shared/dom.js";
import { kilometres } from "../shared/format.js";
import { text } from "../shared/texts.js";

/** @import { GuessDraft } from "./guess-draft.js" */

/** @type {Record<string, string>} text key of each */
const CLUES = {
  language: "round.clue.language",
  accent: "round.clue.accent",
  announcement: "round.clue.announcement",
  human_sounds: "round.clue.human_sounds",
  music: "round.clue.music",
  religion: "round.clue.religion",
  animals: "round.clue.animals",
  natural_sounds: "round.clue.natural_sounds",
  traffic: "round.clue.traffic",
  sounds_of_things: "round.clue.sounds_of_things",
  acoustics: "round.clue.acoustics",
  other: "round.clue.other",
};
const LEAST_KM = 10;
const MOST_KM = 20_000; // half of the Earth's circumference
const STEPS = 100; // of the slider, each 8% wider

/** @param {number} step @returns {number} km, to two digits */
export const radiusOf = (step) => Number((LEAST_KM * (MOST_KM / LEAST_KM) ** (step / STEPS)).toPrecision(2));

/** @param {number} km @returns {number} */
const stepOf = (km) => Math.round((STEPS * Math.log(km / LEAST_KM)) / Math.log(MOST_KM / LEAST_KM));

/**
 * The radius around the pin; unset until the player moves the slider.
 * @param {GuessDraft} draft @param {{onRadius: (km: number) => void, onRest: () => void}} on each change, and its end @returns {HTMLElement}
 */
export function confidenceField(draft, { onRadius, onRest }) {
  const known = draft.answers.confidence_km;
  const value = make("output", { class: "ew-radius" });
  const slider = make("input", { type: "range", min: 0, max: STEPS, step: 1, value: known ? stepOf(known) : STEPS / 2, class: "ew-radius-slider", "aria-describedby": "ew-confidence-why" });
  const label = make("label", {}, make("span", {}, text("round.confidence")), slider);
  const show = () => {
    const km = draft.answers.confidence_km;
    value.textContent = km ? text("round.confidence.within", { distance: kilometres(km) }) : text("round.confidence.unset");
    slider.setAttribute("aria-valuetext", value.textContent);
    slider.classList.toggle("is-unset", !km);
  };
  const set = () => {
    const km = radiusOf(Number(slider.value));
    draft.answer({ confidence_km: km });
    show();
    onRadius(km);
  };
  slider.addEventListener("input", set);
  slider.addEventListener("pointerup", set); // where it stands already
  slider.addEventListener("change", onRest);
  show();
  return make("div", { class: "ew-confidence" }, label, value, make("p", { id: "ew-confidence-why", class: "ew-hint" }, text("round.confidence.why")));
}

/** @returns {{value: string, label: string}[]} */
export const clueChoices = () => Object.entries(CLUES).map(([value, key]) => ({ value, label: text(key) }));

/** @param {GuessDraft} draft @returns {HTMLElement} */
export function cluesField(draft) {
  const field = checkboxField(text("round.clues"), clueChoices(), { chosen: draft.answers.clues ?? [], onChange: () => draft.answer({ clues: field.read() }) });
  return field.element;
}
