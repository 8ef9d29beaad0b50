// Screens that are read: consent and instructions.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { StudyPage } from "./study-page.js"
 * @import { InstructionsStep } from "./types.d.ts"
 */

/** @param {StudyPage} page */
export function consent(page) {
  const study = page.way.text;
  if (!study) return;
  page.header.setTitle(study.title, study.language);
  if (!study.is_open) return closed(page);
  const { title, html } = study.consent;
  const choice = study.languages.length > 1 && languageChoice(study.languages, study.language);
  page.showStep(
    title,
    [choice, page.prose(html), study.contact && make("p", { class: "ew-hint" }, text("study.contact", { contact: study.contact }))],
    { label: text("study.consent.agree"), run: () => page.way.agree() },
    { label: text("study.consent.decline"), run: () => page.way.decline() },
  );
  page.ui.actions.classList.add("ew-study-even");
}

/** @param {StudyPage} page */
function closed(page) {
  const contact = page.way.text?.contact;
  page.showStep(
    text("study.closed.title"),
    [make("p", {}, text("study.closed")), contact && make("p", { class: "ew-hint" }, text("study.contact", { contact }))],
    { label: text("page.try_again"), run: () => page.way.open() },
  );
}

/** @param {string[]} languages @param {string} current @returns {HTMLElement} */
function languageChoice(languages, current) {
  const options = languages.map((language) => make("option", { value: language, lang: language, selected: language === current }, nameOf(language)));
  const select = make("select", {}, ...options);
  select.addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("lang", select.value);
    location.replace(address); // all of the page is in the chosen language then
  });
  return make("label", { class: "ew-study-language" }, make("span", {}, text("study.language")), select);
}

/** @param {string} language @returns {string} its own name */
function nameOf(language) {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}

/** @param {StudyPage} page @param {InstructionsStep} step */
export function instructions(page, { html, allowed_means: means }) {
  const allowed = means && make("section", {}, make("h3", { class: "ew-study-part" }, text("study.means")), page.prose(means));
  page.showStep(text("study.instructions"), [page.prose(html), allowed], { label: text("study.continue"), run: () => page.way.answer() });
}
