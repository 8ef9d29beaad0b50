// The bar above a study: its title, and how far the participant is.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

export class StudyHeader {
  /** @param {string} title @param {string} language of the title */
  constructor(title, language) {
    this.title = make("h1", { class: "ew-study-title", lang: language }, make("span", {}, title));
    this.steps = make("span", { class: "ew-study-steps" });
    this.bar = make("progress", { class: "ew-study-bar", "aria-label": text("study.progress"), value: 0, max: 1 });
    this.progress = make("div", { class: "ew-study-progress", hidden: true }, this.steps, this.bar);
    this.element = make("header", { class: "ew-header ew-study-header" }, this.title, this.progress);
  }

  /** @param {string} title @param {string} language */
  setTitle(title, language) {
    this.title.lang = language;
    this.title.firstElementChild?.replaceChildren(title);
  }

  /** @param {{done: number, of: number} | undefined} progress undefined hides it */
  show(progress) {
    this.progress.hidden = !progress;
    if (!progress) return;
    const { done, of } = progress;
    this.steps.textContent = text("study.step", { number: Math.min(done + 1, of), total: of });
    this.bar.max = of;
    this.bar.value = done;
  }
}
