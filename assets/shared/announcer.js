// Messages to the player: a live region for screen readers and a visible note.

import { text } from "./texts.js";

/**
 * @import { Reason, Trouble } from "./api.js"
 * @typedef {{label: string, run: () => void}} Action a button in the note
 */

/** @type {Record<Reason, string>} */
const SENTENCES = { offline: "trouble.offline", waking: "trouble.waking", busy: "trouble.busy" };
const COUNTDOWNS = { waking: "trouble.waking_in", busy: "trouble.busy_in" };

export class Announcer {
  /** @type {Reason | null} why API calls currently fail */
  troubleReason = null;
  announceTimer = 0; // timer id, as are the next two
  dismissTimer = 0;
  countdownTimer = 0;

  /** @param {HTMLElement} live visually hidden, aria-live @param {HTMLElement} note @param {HTMLElement} warning stays in the card */
  constructor(live, note, warning) {
    this.live = live;
    this.note = note;
    this.warning = warning;
  }

  /** Screen readers only. @param {string} sentence */
  announce(sentence) {
    // Clearing first makes screen readers repeat a sentence that has not changed.
    this.live.textContent = "";
    clearTimeout(this.announceTimer);
    this.announceTimer = window.setTimeout(() => (this.live.textContent = sentence), 60);
  }

  /** Shows and announces a sentence; without an action it disappears after 9 s. @param {string} sentence @param {Action} [action] */
  notify(sentence, action) {
    this.clear();
    this.render(sentence, action);
    this.announce(sentence);
    if (!action) this.dismissTimer = window.setTimeout(() => this.clear(), 9000);
  }

  /** Shows why a call fails and counts down to the next attempt. @param {Trouble} trouble */
  showTrouble({ reason, seconds, now }) {
    const message = text(SENTENCES[reason]);
    const repeated = this.troubleReason === reason;
    this.clear();
    this.troubleReason = reason;
    const line = this.render(message, { label: text("trouble.try_now"), run: now });
    if (!repeated) this.announce(message);
    if (reason !== "offline") this.countDown(line, reason, Math.ceil(seconds));
  }

  /** @param {HTMLElement} line @param {keyof typeof COUNTDOWNS} reason @param {number} seconds */
  countDown(line, reason, seconds) {
    const show = () => (line.textContent = seconds > 1 ? text(COUNTDOWNS[reason], { count: seconds }) : text(SENTENCES[reason]));
    show();
    this.countdownTimer = window.setInterval(() => {
      seconds -= 1;
      show();
    }, 1000);
  }

  recovered() {
    if (!this.troubleReason) return;
    this.troubleReason = null;
    this.clear();
    this.announce(text("trouble.over"));
  }

  /** Clears the note if it shows this sentence. @param {string} sentence */
  dismiss(sentence) {
    if (this.note.firstElementChild?.textContent === sentence) this.clear();
  }

  clear() {
    clearTimeout(this.dismissTimer);
    clearInterval(this.countdownTimer);
    this.note.hidden = true;
    this.note.replaceChildren();
  }

  /** @param {string} sentence @param {Action} [action] @returns {HTMLElement} the element that holds the sentence */
  render(sentence, action) {
    const message = document.createElement("span");
    message.textContent = sentence;
    this.note.append(message);
    if (action) this.note.append(button(action));
    this.note.hidden = false;
    return message;
  }

  /** Shows a warning that stays: this browser stores nothing. @param {string} sentence */
  showWarning(sentence) {
    this.warning.textContent = sentence;
    this.warning.hidden = false;
  }
}

/** @param {Action} action @returns {HTMLButtonElement} */
function button({ label, run }) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.addEventListener("click", run, { once: true });
  return element;
}
