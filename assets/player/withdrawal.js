// The way out: a player's guesses are deleted, after a plain question, with the code of this browser or of another.

import { detailOf } from "../shared/api.js";
import { make } from "../shared/dom.js";
import { counted } from "../shared/format.js";

/**
 * @import { NamedLink, OwnData, WithdrawalState } from "../shared/types.d.ts"
 * @import { Player } from "./player.js"
 */

const AGAIN = 15_000; // ms between two looks at how a withdrawal stands
const HERE = "Copies that the host has passed on cannot be recalled.";
const FOR_EVER = "This cannot be undone.";

/** Its parts: the question, the field for a code, and how a withdrawal stands. */
export class Withdrawal {
  /** @type {string | undefined} the code of this browser's player */
  mine = undefined;
  busy = false;
  looking = 0; // a timer

  /**
   * @param {Player} player @param {NamedLink | null} dataset
   * @param {() => void} left called when this browser's own player is gone
   */
  constructor(player, dataset, left) {
    this.player = player;
    this.dataset = dataset;
    this.left = left;
    this.own = make("div", {});
    this.other = make("div", {});
    this.state = make("p", { class: "ew-yours-state", role: "status", tabindex: -1, hidden: true });
    this.root = make("div", { class: "ew-yours-withdrawal" }, make("h3", {}, "Withdraw"), this.state, this.own, this.other);
    this.askForCode();
    if (player.session.withdrawal) this.look(player.session.withdrawal);
  }

  /** @param {OwnData | null} me null for nobody */
  offer(me) {
    this.mine = me?.withdrawal_code;
    if (!me) return this.own.replaceChildren();
    const button = make("button", { type: "button", class: "ew-copy" }, "Delete all my guesses…");
    const what = `${counted(me.rounds, "round")} of yours, with all that you told,`;
    button.addEventListener("click", () => this.ask(this.own, what, me.withdrawal_code, () => this.offer(me)));
    return this.own.replaceChildren(button);
  }

  /**
   * The plain question.
   * @param {HTMLElement} place for it @param {string} what is deleted @param {string} code
   * @param {() => void} back puts what was there in its place again
   */
  ask(place, what, code, back) {
    const words = make("p", { tabindex: -1 }, `${this.truth(what)} ${FOR_EVER}`);
    const yes = make("button", { type: "button", class: "ew-copy ew-grave" }, "Delete for ever");
    const no = make("button", { type: "button", class: "ew-copy" }, "Keep them");
    yes.addEventListener("click", () => this.withdraw(code, back));
    no.addEventListener("click", () => {
      back();
      /** @type {HTMLElement | null} */
      const first = place.querySelector("button, input");
      first?.focus();
    });
    place.replaceChildren(
      make("div", { class: "ew-code", role: "group", "aria-label": "Delete all guesses?" }, words, make("div", { class: "ew-code-actions" }, no, yes)),
    );
    words.focus();
  }

  /** @param {string} what is deleted @returns {string} */
  truth(what) {
    if (!this.dataset) return `This deletes ${what} here at once. ${HERE}`;
    return (
      `This deletes ${what} here at once, and from the current version of ${this.dataset.name} as soon as the Hub takes the change. ` +
      "Its earlier versions go when the host clears them, copies that the Hub converts follow later, and copies that " +
      "somebody has downloaded cannot be recalled."
    );
  }

  askForCode() {
    const field = make("input", { type: "text", id: "ew-code-field", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
    const go = make("button", { type: "submit", class: "ew-copy" }, "Use this code");
    const form = make(
      "form",
      { class: "ew-yours-code" },
      make("label", { for: "ew-code-field" }, "The withdrawal code from another browser"),
      make("div", { class: "ew-code-actions" }, field, go),
    );
    const what = "all guesses that were made with this code, with all that was told along with them,";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const code = field.value.trim();
      if (!code) return field.focus();
      return this.ask(this.other, what, code, () => this.askForCode());
    });
    this.other.replaceChildren(make("details", {}, make("summary", {}, "I have a code"), form));
  }

  /** @param {string} code @param {() => void} back */
  async withdraw(code, back) {
    if (this.busy) return;
    this.busy = true;
    this.tell("One moment…");
    try {
      const own = letters(code) === letters(this.mine || this.player.session.person?.code || "");
      const state = await this.player.withdraw(code);
      back();
      if (own) this.left();
      this.stands(state, code);
    } catch (problem) {
      back();
      this.tell(detailOf(problem) || "That did not work. Please try again.");
    } finally {
      this.busy = false;
      this.state.focus();
    }
  }

  /** A withdrawal is a job: until the dataset is rid of the player it waits. @param {string} code */
  async look(code) {
    try {
      this.stands(await this.player.withdraw(code), code);
    } catch (problem) {
      this.tell(detailOf(problem));
    }
  }

  /** @param {WithdrawalState["state"]} state @param {string} code */
  stands(state, code) {
    if (state !== "waiting") return this.tell(this.dataset ? `Done: the guesses are deleted here and from ${this.dataset.name}.` : "Done: the guesses are deleted.");
    this.tell(`Waiting: the guesses are deleted here, and ${this.dataset?.name || "the dataset"} follows as soon as the Hub takes the change. You need not stay.`);
    clearTimeout(this.looking);
    this.looking = window.setTimeout(() => this.look(code), AGAIN);
    return undefined;
  }

  /** @param {string} sentence */
  tell(sentence) {
    this.state.textContent = sentence;
    this.state.hidden = !sentence;
  }
}

/** @param {string} code @returns {string} */
const letters = (code) => code.replace(/[\W_]/g, "").toLowerCase();
