// Screens that ask: screening, questions about the participant, comprehension and earlier exposure.

import { device } from "../game/guess-draft.js";
import { inPageLanguage, question } from "../player/background-form.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { radioField } from "./form.js";

/**
 * @import { ButtonAction } from "../game/stage.js"
 * @import { StudyPage } from "./study-page.js"
 * @import { ComprehensionStep, QuestionsStep, ScreeningStep, View } from "./types.d.ts"
 */

/** @param {StudyPage} page @param {ScreeningStep} step */
export function screening(page, { asks, languages }) {
  const age = make("input", { type: "text", inputmode: "numeric", autocomplete: "off", maxlength: 3, class: "ew-study-age" });
  const known = question(inPageLanguage({ name: "languages", label: text("study.screening.languages"), most: 20, choices: languages }), null);
  const headphones = radioField(text("study.screening.headphones"), yesOrNo(), { onChange: () => update(), inRow: true });
  /** @type {Record<string, HTMLElement>} */
  const fields = {
    age: make("label", {}, make("span", {}, text("study.screening.age")), age),
    languages: known.element,
    headphones: headphones.element,
  };
  /** @type {() => object | null} */
  const answers = () => {
    const years = Number.parseInt(age.value, 10);
    if (asks.includes("age") && !(years >= 0 && years <= 130)) return null;
    if (asks.includes("headphones") && headphones.read() === undefined) return null;
    return {
      ...(asks.includes("age") && { age: years }),
      ...(asks.includes("languages") && { languages: known.read() ?? [] }),
      ...(asks.includes("device") && { device: device() }),
      ...(asks.includes("headphones") && { headphones: headphones.read() }),
    };
  };
  const update = () => page.setActions(whenAnswered(page, answers()));
  age.addEventListener("input", update);
  const shown = asks.map((name) => fields[name]);
  page.showStep(text("study.screening"), [make("p", {}, text("study.screening.why")), formBox(shown)], whenAnswered(page, answers()));
}

/** @param {StudyPage} page @param {QuestionsStep} step */
export function questions(page, { fields }) {
  const asked = fields.map(inPageLanguage).map((field) => ({ name: field.name, ...question(field, null) }));
  const send = () => page.way.answer({ answers: Object.fromEntries(asked.map(({ name, read }) => [name, read()])) });
  const parts = [make("p", {}, text("study.questions.why")), formBox(asked.map(({ element }) => element))];
  page.showStep(text("study.questions"), parts, { label: text("study.continue"), run: send });
}

/** @param {StudyPage} page @param {ComprehensionStep} step */
export function comprehension(page, { questions: asked, attempts_left: left, failures, html }) {
  const lang = page.way.language;
  const fields = asked.map(({ question: words, choices }) =>
    radioField(words, choices.map((label, value) => ({ value, label })), { lang, onChange: () => page.setActions(action()) }),
  );
  /** @returns {ButtonAction<View>} */
  const action = () => {
    const answers = fields.map(({ read }) => read());
    return whenAnswered(page, answers.includes(undefined) ? null : answers);
  };
  const wrong = failures > 0 && make("p", { class: "ew-demo", role: "alert" }, text("study.comprehension.wrong", { count: left }));
  const again = failures > 0 && html && make("details", { open: true }, make("summary", {}, text("study.instructions")), page.prose(html));
  page.showStep(text("study.comprehension"), [wrong, again, formBox(fields.map(({ element }) => element))], action());
}

/** @param {StudyPage} page */
export function exposure(page) {
  const choices = [...yesOrNo(), { value: null, label: text("study.unsure") }];
  const field = radioField(text("study.exposure.question"), choices, { onChange: () => page.setActions(action()) });
  /** @returns {ButtonAction<View>} */
  const action = () => {
    const agl1k = field.read();
    const run = () => page.way.answer({ agl1k });
    return agl1k === undefined ? unanswered() : { label: text("study.continue"), run };
  };
  page.showStep(text("study.exposure"), [make("p", {}, text("study.exposure.what")), formBox([field.element])], action());
}

/** @returns {{value: boolean | null, label: string}[]} */
export const yesOrNo = () => [
  { value: true, label: text("study.yes") },
  { value: false, label: text("study.no") },
];

/** @param {StudyPage} page @param {object | null} answers null while some are missing @returns {ButtonAction<View>} */
function whenAnswered(page, answers) {
  return answers ? { label: text("study.continue"), run: () => page.way.answer({ answers }) } : unanswered();
}

/** @returns {ButtonAction<View>} */
const unanswered = () => ({ label: text("study.continue"), why: text("study.unanswered") });

/** @param {HTMLElement[]} fields @returns {HTMLElement} */
const formBox = (fields) => make("div", { class: "ew-yours-form" }, ...fields);
