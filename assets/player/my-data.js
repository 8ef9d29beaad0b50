// The player's own data, on the About tab: what they chose, their names, what they tell of themselves, and the way out.

import { Api, detailOf } from "../shared/api.js";
import { backgroundForm } from "./background-form.js";
import { codeParts } from "./withdrawal-code.js";
import { Player } from "./player.js";
import { make } from "../shared/dom.js";
import { counted } from "../shared/format.js";
import { Withdrawal } from "./withdrawal.js";

/**
 * @import { Background, ConsentFrame, OwnData } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 * @import { Reason } from "../shared/api.js"
 */

/** @type {Record<Reason, string>} */
const TROUBLE = {
  offline: "You are offline. This goes on as soon as you are back.",
  waking: "The server does not answer. Trying again…",
  busy: "Many players at once. Trying again…",
};
const NOBODY = "You have not played in this browser, so nothing here is yours yet.";
const JUST_PLAYS = "You just play: your guesses are published nowhere and count in no comparison.";
const UNASKED = "You have not chosen yet: you are asked before your next guess is stored. Until then nothing is published.";

/** The panel. It is made anew whenever its tab is looked at and something is different. */
export class MyData {
  shown = ""; // what the panel was made from, as JSON
  busy = false;

  /** @param {HTMLElement} root @param {Page} page the game's */
  constructor(root, page) {
    const { session, config } = page;
    this.page = page;
    this.consent = config.consent;
    this.api = new Api({
      token: () => session.token,
      onTrouble: ({ reason }) => this.tell(TROUBLE[reason]),
      onWell: () => this.tell(""),
    });
    this.player = new Player(this.api, session, this.consent.version);
    this.live = make("p", { class: "ew-yours-live", role: "status", tabindex: -1 });
    this.body = make("div", {});
    this.withdrawal = new Withdrawal(this.player, this.consent.around.dataset, () => this.left());
    root.replaceChildren(this.body, this.withdrawal.root, this.live);
    this.watch(root.closest("article") || root);
  }

  /** @param {Element} article */
  watch(article) {
    new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.refresh()).observe(article);
  }

  /** @param {string} sentence */
  tell(sentence) {
    this.live.textContent = sentence;
  }

  async refresh() {
    try {
      this.show(await this.player.me());
    } catch (problem) {
      this.failed(problem);
    }
  }

  /** @param {unknown} problem */
  failed(problem) {
    const detail = detailOf(problem);
    if (!detail) console.error(problem);
    this.tell(detail || "That did not work. Please try again.");
  }

  /** @param {OwnData | null} me null for nobody */
  show(me) {
    const now = JSON.stringify([me, this.player.asked]);
    if (now === this.shown) return;
    this.shown = now;
    this.body.replaceChildren(...(me ? this.parts(me) : [make("p", {}, NOBODY)]));
    this.withdrawal.offer(me);
  }

  /** @param {OwnData} me @returns {HTMLElement[]} */
  parts(me) {
    const { around } = this.consent;
    const names = { code: me.withdrawal_code, pseudonym: me.pseudonym };
    const rounds = counted(me.rounds, "round");
    return [
      this.choiceParts(me),
      make("p", {}, "Your random name is ", make("strong", { translate: "no" }, me.pseudonym), `. It stands for ${rounds}.`),
      codeParts(names, this.page.session.kept, (sentence) => this.tell(sentence)),
      this.backgroundParts(me, around),
    ];
  }

  /** @param {OwnData} me @param {ConsentFrame} around @returns {HTMLElement} */
  backgroundParts({ background }, around) {
    const ask = () => this.player.questions().catch((problem) => this.failed(problem));
    /** @param {Background} answers */
    const keep = (answers) => this.act(() => this.player.tell(answers), "Your answers are kept.");
    return backgroundForm(background || {}, around, ask, keep);
  }

  /** @param {OwnData} me @returns {HTMLElement} */
  choiceParts(me) {
    const { around } = this.consent;
    /** @param {boolean} agrees */
    const choose = (agrees) => () => this.act(() => this.player.choose(agrees), agrees ? shares(around) : JUST_PLAYS);
    /** @param {string} label @param {boolean} agrees */
    const button = (label, agrees) => make("button", { type: "button", class: "ew-copy", onclick: choose(agrees) }, label);
    const agreed = me.consent && me.consent_version === this.consent.version;
    const settled = agreed || this.player.asked;
    const offered = [agreed || button(around.agree, true), (agreed || !settled) && button(agreed ? "Stop sharing" : around.just_play, false)];
    return make(
      "div",
      { class: "ew-yours-choice" },
      make("p", {}, agreed ? shares(around) : settled ? JUST_PLAYS : UNASKED),
      make("p", { class: "ew-quiet" }, agreed ? "" : "What you agree to stands above. ", around.from_now_on),
      make("div", { class: "ew-code-actions" }, ...offered.filter((one) => one instanceof Node)),
    );
  }

  /** Something that changes what is kept, and what is told when it is. @param {() => Promise<OwnData>} action @param {string} done */
  async act(action, done) {
    if (this.busy) return;
    this.busy = true;
    try {
      this.show(await action());
      this.tell(done);
      this.live.focus(); // what was pressed may be gone
    } catch (problem) {
      this.failed(problem);
    } finally {
      this.busy = false;
    }
  }

  /** What was withdrawn was this browser's own. */
  left() {
    this.page.leave();
    this.refresh();
  }
}

/** @param {ConsentFrame} around @returns {string} */
function shares({ dataset }) {
  if (!dataset) return "Your guesses count on the leaderboard here. Nothing is published.";
  return `You share your guesses: they are published at ${dataset.name} under your random name.`;
}
