// Every state in words: a line for screen readers, and a note that everyone sees.

import { text } from "./texts.js";

/**
 * @import { Reason, Trouble } from "./api.js"
 * @typedef {{label: string, run: () => void}} Action a button, and what it does
 */

/** @type {Record<Reason, string>} */
const SENTENCES = { offline: "trouble.offline", waking: "trouble.waking", busy: "trouble.busy" };
const COUNTDOWNS = { waking: "trouble.waking_in", busy: "trouble.busy_in" };

/** Owns the live region and the visible note. */
export class Announcer {
  /** @type {Reason | null} what keeps a call from being answered */
  troubled = null;
  saying = 0; // timers
  leaving = 0;
  counting = 0;

  /** @param {HTMLElement} live visually hidden, aria-live @param {HTMLElement} note visible @param {HTMLElement} keep */
  constructor(live, note, keep) {
    this.live = live;
    this.note = note;
    this.keep = keep;
  }

  /** @param {string} sentence read out, not shown */
  say(sentence) {
    // The same words twice would not be read twice without a change in between.
    this.live.textContent = "";
    clearTimeout(this.saying);
    this.saying = window.setTimeout(() => (this.live.textContent = sentence), 60);
  }

  /** @param {string} sentence shown and read out @param {Action} [action] */
  tell(sentence, action) {
    this.clear();
    this.write(sentence, action);
    this.say(sentence);
    if (!action) this.leaving = window.setTimeout(() => this.clear(), 9000);
  }

  /** @param {Trouble} trouble shown with a countdown until the call is repeated */
  trouble({ reason, seconds, now }) {
    const words = text(SENTENCES[reason]);
    const again = this.troubled === reason;
    this.clear();
    this.troubled = reason;
    const line = this.write(words, { label: text("trouble.try_now"), run: now });
    if (!again) this.say(words);
    if (reason !== "offline") this.countDown(line, reason, Math.ceil(seconds));
  }

  /** @param {HTMLElement} line @param {keyof typeof COUNTDOWNS} reason @param {number} seconds */
  countDown(line, reason, seconds) {
    const show = () => (line.textContent = seconds > 1 ? text(COUNTDOWNS[reason], { count: seconds }) : text(SENTENCES[reason]));
    show();
    this.counting = window.setInterval(() => {
      seconds -= 1;
      show();
    }, 1000);
  }

  well() {
    if (!this.troubled) return;
    this.troubled = null;
    this.clear();
    this.say(text("trouble.over"));
  }

  clear() {
    clearTimeout(this.leaving);
    clearInterval(this.counting);
    this.note.hidden = true;
    this.note.replaceChildren();
  }

  /** @param {string} sentence @param {Action} [action] @returns {HTMLElement} the line that tells it */
  write(sentence, action) {
    const words = document.createElement("span");
    words.textContent = sentence;
    this.note.append(words);
    if (action) this.note.append(button(action));
    this.note.hidden = false;
    return words;
  }

  /** A line that stays, for browsers that keep nothing. @param {string} sentence */
  warn(sentence) {
    this.keep.textContent = sentence;
    this.keep.hidden = false;
  }
}

/** @param {Action} action @returns {HTMLButtonElement} */
function button({ label, run }) {
  const press = document.createElement("button");
  press.type = "button";
  press.textContent = label;
  press.addEventListener("click", run, { once: true });
  return press;
}
