// Withdrawal: deletes a player's data after a confirmation, with this browser's code or another.

import { detailOf } from "../shared/api.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { NamedLink, OwnData, WithdrawalState } from "../shared/types.d.ts"
 * @import { Player } from "./player.js"
 */

const POLL_INTERVAL = 15_000; // ms

/** The delete button, the form for another code, the confirmation and the state of a withdrawal. */
export class Withdrawal {
  /** @type {string | undefined} code of this browser's player */
  ownCode = undefined;
  busy = false;
  pollTimer = 0;

  /**
   * @param {Player} player @param {NamedLink | null} dataset
   * @param {() => void} onOwnWithdrawn called after this browser's own player was withdrawn
   */
  constructor(player, dataset, onOwnWithdrawn) {
    this.player = player;
    this.dataset = dataset;
    this.onOwnWithdrawn = onOwnWithdrawn;
    this.own = make("div", {});
    this.other = make("div", {});
    this.state = make("p", { class: "ew-yours-state", role: "status", tabindex: -1, hidden: true });
    this.root = make("div", { class: "ew-yours-withdrawal" }, make("h3", {}, text("withdrawal.title")), this.state, this.own, this.other);
    this.showCodeForm();
    if (player.session.pendingWithdrawal) this.poll(player.session.pendingWithdrawal);
  }

  /** @param {OwnData | null} me null if the server knows no player */
  showOwn(me) {
    this.ownCode = me?.withdrawal_code;
    if (!me) return this.own.replaceChildren();
    const button = make("button", { type: "button", class: "ew-copy" }, text("withdrawal.delete"));
    const what = text("withdrawal.deletes_yours", { count: me.rounds });
    button.addEventListener("click", () => this.confirm(this.own, what, me.withdrawal_code, () => this.showOwn(me)));
    return this.own.replaceChildren(button);
  }

  /**
   * Asks for confirmation.
   * @param {HTMLElement} place replaced by the question @param {string} what sentence on what is deleted @param {string} code
   * @param {() => void} restore restores the content of `place`
   */
  confirm(place, what, code, restore) {
    const question = make("p", { tabindex: -1 }, [what, this.consequence(), text("withdrawal.final")].join(" "));
    const yes = make("button", { type: "button", class: "ew-copy ew-grave" }, text("withdrawal.yes"));
    const no = make("button", { type: "button", class: "ew-copy" }, text("withdrawal.no"));
    yes.addEventListener("click", () => this.withdraw(code, restore));
    no.addEventListener("click", () => {
      restore();
      /** @type {HTMLElement | null} */
      const first = place.querySelector("button, input");
      first?.focus();
    });
    place.replaceChildren(
      make("div", { class: "ew-code", role: "group", "aria-label": text("withdrawal.question") }, question, make("div", { class: "ew-code-actions" }, no, yes)),
    );
    question.focus();
  }

  /** @returns {string} what happens to guesses already published or passed on */
  consequence() {
    return this.dataset ? text("withdrawal.dataset_follows", { dataset: this.dataset.name }) : text("withdrawal.passed_on");
  }

  showCodeForm() {
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
      return this.confirm(this.other, what, code, () => this.showCodeForm());
    });
    this.other.replaceChildren(make("details", {}, make("summary", {}, text("withdrawal.have_code")), form));
  }

  /** @param {string} code @param {() => void} restore */
  async withdraw(code, restore) {
    if (this.busy) return;
    this.busy = true;
    this.setStatus(text("page.one_moment"));
    try {
      const own = normalized(code) === normalized(this.ownCode || this.player.session.profile?.code || "");
      const state = await this.player.withdraw(code);
      restore();
      if (own) this.onOwnWithdrawn();
      this.showState(state, code);
    } catch (error) {
      restore();
      this.setStatus(detailOf(error) || text("page.failed"));
    } finally {
      this.busy = false;
      this.state.focus();
    }
  }

  /** Checks a withdrawal that waits for the dataset to be updated. @param {string} code */
  async poll(code) {
    try {
      this.showState(await this.player.withdraw(code), code);
    } catch (error) {
      this.setStatus(detailOf(error));
    }
  }

  /** @param {WithdrawalState["state"]} state @param {string} code */
  showState(state, code) {
    const dataset = this.dataset?.name || text("withdrawal.dataset");
    if (state !== "waiting") return this.setStatus(this.dataset ? text("withdrawal.done_everywhere", { dataset }) : text("withdrawal.done"));
    this.setStatus(text("withdrawal.waiting", { dataset }));
    clearTimeout(this.pollTimer);
    this.pollTimer = window.setTimeout(() => this.poll(code), POLL_INTERVAL);
    return undefined;
  }

  /** @param {string} sentence */
  setStatus(sentence) {
    this.state.textContent = sentence;
    this.state.hidden = !sentence;
  }
}

/** @param {string} code @returns {string} */
const normalized = (code) => code.replace(/[\W_]/g, "").toLowerCase();
