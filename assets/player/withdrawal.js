// The way out: a player's guesses are deleted, after a plain question, with the code of this browser or of another.

import { detailOf } from "../shared/api.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { NamedLink, OwnData, WithdrawalState } from "../shared/types.d.ts"
 * @import { Player } from "./player.js"
 */

const AGAIN = 15_000; // ms between two looks at how a withdrawal stands

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
    this.root = make("div", { class: "ew-yours-withdrawal" }, make("h3", {}, text("withdrawal.title")), this.state, this.own, this.other);
    this.askForCode();
    if (player.session.pendingWithdrawal) this.look(player.session.pendingWithdrawal);
  }

  /** @param {OwnData | null} me null for nobody */
  offer(me) {
    this.mine = me?.withdrawal_code;
    if (!me) return this.own.replaceChildren();
    const button = make("button", { type: "button", class: "ew-copy" }, text("withdrawal.delete"));
    const what = text("withdrawal.deletes_yours", { count: me.rounds });
    button.addEventListener("click", () => this.ask(this.own, what, me.withdrawal_code, () => this.offer(me)));
    return this.own.replaceChildren(button);
  }

  /**
   * The plain question.
   * @param {HTMLElement} place for it @param {string} what is deleted @param {string} code
   * @param {() => void} back puts what was there in its place again
   */
  ask(place, what, code, back) {
    const words = make("p", { tabindex: -1 }, [what, this.consequence(), text("withdrawal.final")].join(" "));
    const yes = make("button", { type: "button", class: "ew-copy ew-grave" }, text("withdrawal.yes"));
    const no = make("button", { type: "button", class: "ew-copy" }, text("withdrawal.no"));
    yes.addEventListener("click", () => this.withdraw(code, back));
    no.addEventListener("click", () => {
      back();
      /** @type {HTMLElement | null} */
      const first = place.querySelector("button, input");
      first?.focus();
    });
    place.replaceChildren(
      make("div", { class: "ew-code", role: "group", "aria-label": text("withdrawal.question") }, words, make("div", { class: "ew-code-actions" }, no, yes)),
    );
    words.focus();
  }

  /** @param {string} what is deleted @returns {string} */
  /** @returns {string} what becomes of guesses that have left this host */
  consequence() {
    return this.dataset ? text("withdrawal.dataset_follows", { dataset: this.dataset.name }) : text("withdrawal.passed_on");
  }

  askForCode() {
    const field = make("input", { type: "text", id: "ew-code-field", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
    const go = make("button", { type: "submit", class: "ew-copy" }, text("withdrawal.use_code"));
    const form = make(
      "form",
      { class: "ew-yours-code" },
      make("label", { for: "ew-code-field" }, text("withdrawal.code_label")),
      make("div", { class: "ew-code-actions" }, field, go),
    );
    const what = text("withdrawal.deletes_theirs");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const code = field.value.trim();
      if (!code) return field.focus();
      return this.ask(this.other, what, code, () => this.askForCode());
    });
    this.other.replaceChildren(make("details", {}, make("summary", {}, text("withdrawal.have_code")), form));
  }

  /** @param {string} code @param {() => void} back */
  async withdraw(code, back) {
    if (this.busy) return;
    this.busy = true;
    this.tell(text("page.one_moment"));
    try {
      const own = letters(code) === letters(this.mine || this.player.session.profile?.code || "");
      const state = await this.player.withdraw(code);
      back();
      if (own) this.left();
      this.stands(state, code);
    } catch (problem) {
      back();
      this.tell(detailOf(problem) || text("page.failed"));
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
    const dataset = this.dataset?.name || text("withdrawal.dataset");
    if (state !== "waiting") return this.tell(this.dataset ? text("withdrawal.done_everywhere", { dataset }) : text("withdrawal.done"));
    this.tell(text("withdrawal.waiting", { dataset }));
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
