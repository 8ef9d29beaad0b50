// "Your data" on the About tab: consent, pseudonym and code, background, withdrawal.

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

/** The panel; refreshed whenever its tab is shown, rebuilt only if the data changed. */
export class MyData {
  drawn = ""; // JSON of what the panel was built from
  busy = false;

  /** @param {HTMLElement} root @param {Page} page */
  constructor(root, page) {
    const { session, config } = page;
    this.page = page;
    this.consent = config.consent;
    this.api = new Api({
      token: () => session.token,
      onTrouble: ({ reason }) => this.setStatus(text(TROUBLE[reason])),
      onRecovered: () => this.setStatus(""),
    });
    this.player = new Player(this.api, session, this.consent.version, config.consent_versions);
    this.live = make("p", { class: "ew-yours-live", role: "status", tabindex: -1 });
    this.body = make("div", {});
    this.withdrawal = new Withdrawal(this.player, this.consent.around.dataset, () => this.onWithdrawn());
    root.replaceChildren(this.body, this.withdrawal.root, this.live);
    this.refreshWhenShown(root.closest("article") || root);
  }

  /** @param {Element} article */
  refreshWhenShown(article) {
    new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.refresh()).observe(article);
  }

  /** @param {string} sentence */
  setStatus(sentence) {
    this.live.textContent = sentence;
  }

  async refresh() {
    try {
      this.show(await this.player.me());
    } catch (error) {
      this.showError(error);
    }
  }

  /** @param {unknown} error */
  showError(error) {
    const detail = detailOf(error);
    if (!detail) console.error(error);
    this.setStatus(detail || text("page.failed"));
  }

  /** @param {OwnData | null} me null if the server knows no player */
  show(me) {
    const drawn = JSON.stringify([me, this.player.hasChosen]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.body.replaceChildren(...(me ? this.parts(me) : [make("p", {}, text("mydata.nobody"))]));
    this.withdrawal.showOwn(me);
  }

  /** @param {OwnData} me @returns {HTMLElement[]} */
  parts(me) {
    const { around } = this.consent;
    const names = { code: me.withdrawal_code, pseudonym: me.pseudonym };
    const name = make("strong", { translate: "no" }, me.pseudonym);
    return [
      this.choiceParts(me),
      make("p", {}, ...textParts("mydata.name", { name, count: me.rounds })),
      codeParts(names, this.page.session.persistent, (sentence) => this.setStatus(sentence)),
      this.backgroundParts(me, around),
    ];
  }

  /** @param {OwnData} me @param {ConsentFrame} around @returns {HTMLElement} */
  backgroundParts({ background }, around) {
    const loadFields = () => this.player.backgroundFields().catch((error) => this.showError(error));
    /** @param {Background} answers */
    const save = (answers) => this.change(() => this.player.saveBackground(answers), text("background.saved"));
    return backgroundForm(background || {}, around, loadFields, save);
  }

  /** @param {OwnData} me @returns {HTMLElement} */
  choiceParts(me) {
    const { around } = this.consent;
    /** @param {boolean} agrees */
    const choose = (agrees) => () => this.change(() => this.player.choose(agrees), agrees ? sharingText(around) : text("mydata.just_plays"));
    /** @param {string} label @param {boolean} agrees */
    const button = (label, agrees) => make("button", { type: "button", class: "ew-copy", onclick: choose(agrees) }, label);
    const agreed = me.consent && this.player.versions.includes(me.consent_version ?? "");
    const settled = agreed || this.player.hasChosen;
    const buttons = [agreed || button(around.agree, true), (agreed || !settled) && button(agreed ? text("mydata.stop") : around.just_play, false)];
    return make(
      "div",
      { class: "ew-yours-choice" },
      make("p", {}, agreed ? sharingText(around) : text(settled ? "mydata.just_plays" : "mydata.not_chosen")),
      make("p", { class: "ew-quiet" }, agreed ? "" : `${text("mydata.terms_above")} `, around.from_now_on),
      make("div", { class: "ew-code-actions" }, ...buttons.filter((item) => item instanceof Node)),
    );
  }

  /** Changes the player's data, then shows it and a confirmation. @param {() => Promise<OwnData>} action @param {string} confirmation */
  async change(action, confirmation) {
    if (this.busy) return;
    this.busy = true;
    try {
      this.show(await action());
      this.setStatus(confirmation);
      this.live.focus(); // the button that was pressed may be gone
    } catch (error) {
      this.showError(error);
    } finally {
      this.busy = false;
    }
  }

  /** Called after this browser's own player was withdrawn. */
  onWithdrawn() {
    this.page.resetPlayer();
    this.refresh();
  }
}

/** @param {ConsentFrame} around @returns {string} */
function sharingText({ dataset }) {
  return dataset ? text("mydata.shares", { dataset: dataset.name }) : text("mydata.counts_here");
}
