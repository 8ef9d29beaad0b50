// The player's own data, on the About tab: what they chose, their names, what they tell of themselves, and the way out.

import { Api, detailOf } from "../shared/api.js";
import { backgroundForm } from "./background-form.js";
import { codeParts } from "./withdrawal-code.js";
import { Player } from "./player.js";
import { make } from "../shared/dom.js";
import { text, textParts } from "../shared/texts.js";
import { Withdrawal } from "./withdrawal.js";

/**
 * @import { Background, ConsentFrame, OwnData } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 * @import { Reason } from "../shared/api.js"
 */

/** @type {Record<Reason, string>} */
const TROUBLE = { offline: "mydata.offline", waking: "trouble.waking", busy: "trouble.busy" };

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
      onTrouble: ({ reason }) => this.tell(text(TROUBLE[reason])),
      onRecovered: () => this.tell(""),
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
    this.tell(detail || text("page.failed"));
  }

  /** @param {OwnData | null} me null for nobody */
  show(me) {
    const now = JSON.stringify([me, this.player.hasChosen]);
    if (now === this.shown) return;
    this.shown = now;
    this.body.replaceChildren(...(me ? this.parts(me) : [make("p", {}, text("mydata.nobody"))]));
    this.withdrawal.offer(me);
  }

  /** @param {OwnData} me @returns {HTMLElement[]} */
  parts(me) {
    const { around } = this.consent;
    const names = { code: me.withdrawal_code, pseudonym: me.pseudonym };
    const name = make("strong", { translate: "no" }, me.pseudonym);
    return [
      this.choiceParts(me),
      make("p", {}, ...textParts("mydata.name", { name, count: me.rounds })),
      codeParts(names, this.page.session.persistent, (sentence) => this.tell(sentence)),
      this.backgroundParts(me, around),
    ];
  }

  /** @param {OwnData} me @param {ConsentFrame} around @returns {HTMLElement} */
  backgroundParts({ background }, around) {
    const ask = () => this.player.questions().catch((problem) => this.failed(problem));
    /** @param {Background} answers */
    const keep = (answers) => this.act(() => this.player.tell(answers), text("background.saved"));
    return backgroundForm(background || {}, around, ask, keep);
  }

  /** @param {OwnData} me @returns {HTMLElement} */
  choiceParts(me) {
    const { around } = this.consent;
    /** @param {boolean} agrees */
    const choose = (agrees) => () => this.act(() => this.player.choose(agrees), agrees ? shares(around) : text("mydata.just_plays"));
    /** @param {string} label @param {boolean} agrees */
    const button = (label, agrees) => make("button", { type: "button", class: "ew-copy", onclick: choose(agrees) }, label);
    const agreed = me.consent && me.consent_version === this.consent.version;
    const settled = agreed || this.player.hasChosen;
    const offered = [agreed || button(around.agree, true), (agreed || !settled) && button(agreed ? text("mydata.stop") : around.just_play, false)];
    return make(
      "div",
      { class: "ew-yours-choice" },
      make("p", {}, agreed ? shares(around) : text(settled ? "mydata.just_plays" : "mydata.not_chosen")),
      make("p", { class: "ew-quiet" }, agreed ? "" : `${text("mydata.terms_above")} `, around.from_now_on),
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
    this.page.resetPlayer();
    this.refresh();
  }
}

/** @param {ConsentFrame} around @returns {string} */
function shares({ dataset }) {
  return dataset ? text("mydata.shares", { dataset: dataset.name }) : text("mydata.counts_here");
}
