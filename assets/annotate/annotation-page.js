// Shows the open answer, sends its cause, and takes the last one back.

import { address } from "../shared/address.js";
import { kilometres } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { AnswerMap } from "./answer-map.js";

/** @import { Answer, NamedPoint, RatingState } from "./types.d.ts" */

const UNDO_KEYS = ["u", "Backspace"];

export class AnnotationPage {
  /** @type {Answer | null} */
  item = null;
  busy = false;

  /** @param {HTMLElement} root @param {string} token */
  constructor(root, token) {
    this.token = token;
    /** @param {string} selector @returns {any} */
    const part = (selector) => root.querySelector(selector);
    /** @type {HTMLAudioElement} */
    this.audio = part("audio");
    /** @type {HTMLElement} */
    this.places = part(".ew-annotate-places");
    /** @type {HTMLElement} */
    this.reasons = part(".ew-annotate-text");
    /** @type {HTMLElement} */
    this.progress = part(".ew-annotate-progress");
    /** @type {HTMLElement} */
    this.trouble = part(".ew-annotate-trouble");
    /** @type {HTMLButtonElement} */
    this.undoButton = part(".ew-annotate-undo");
    /** @type {HTMLButtonElement[]} */
    this.choices = [...root.querySelectorAll("button")].filter(({ dataset }) => dataset.cause);
    this.map = new AnswerMap(part(".ew-map"));
    this.root = root;
  }

  start() {
    for (const button of this.choices) button.addEventListener("click", () => this.label(button));
    this.undoButton.addEventListener("click", () => this.undo());
    document.addEventListener("keydown", (event) => this.onKey(event));
    this.ask("/api/state");
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = this.choices.find(({ dataset }) => dataset.key === event.key);
    if (button) this.label(button);
    else if (UNDO_KEYS.includes(event.key)) this.undo();
    else return;
    event.preventDefault();
  }

  /** @param {HTMLButtonElement} button */
  label({ dataset }) {
    if (this.item) this.ask(`/api/items/${this.item.id}`, { cause: dataset.cause });
  }

  undo() {
    if (!this.undoButton.disabled) this.ask("/api/undo", {});
  }

  /** Shows what the server replies; one call at a time. @param {string} path @param {object} [body] of a POST */
  async ask(path, body) {
    if (this.busy) return;
    this.busy = true;
    try {
      const sent = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
      const response = await fetch(this.address(path), sent);
      if (!response.ok) throw new Error((await response.json()).detail);
      this.trouble.textContent = "";
      this.show(await response.json());
    } catch (error) {
      console.warn(error);
      this.trouble.textContent = text("annotate.lost");
    } finally {
      this.busy = false;
    }
  }

  /** @param {string} path @returns {string} */
  address(path) {
    return `${address(path)}?token=${encodeURIComponent(this.token)}`;
  }

  /** @param {RatingState} state */
  show({ done, of, can_undo: canUndo, item }) {
    this.undoButton.disabled = !canUndo;
    this.root.classList.toggle("is-finished", !item);
    this.progress.textContent = item ? text("annotate.progress", { done, total: of }) : text("annotate.finished", { total: of });
    for (const button of this.choices) button.disabled = !item;
    this.item = item;
    if (item) this.showAnswer(item);
    else this.audio.pause();
  }

  /** @param {Answer} answer */
  showAnswer({ id, text: reasons, guess, truth, distance_km: distance }) {
    this.audio.src = this.address(`/api/items/${id}/audio`);
    const names = { guess: guess ? nameOf(guess) : "", truth: nameOf(truth), distance: kilometres(distance ?? 0) };
    this.places.textContent = guess ? text("annotate.places", names) : text("annotate.no_place", { truth: names.truth });
    this.reasons.textContent = reasons || text("annotate.no_reasons");
    this.reasons.scrollTop = 0;
    this.map.show(guess, truth);
  }
}

/** @param {NamedPoint} place @returns {string} */
const nameOf = ({ city, country }) => [city, country].filter(Boolean).join(", ");
