// The player: registration, consent, background and withdrawal through the API.

import { isGone, statusOf } from "../shared/api.js";
import { pageProof } from "./page-proof.js";

/**
 * @import { Background, BackgroundField, NewPlayer, OwnData, WithdrawalState } from "../shared/types.d.ts"
 * @import { Api } from "../shared/api.js"
 * @import { Session, StoredPlayer } from "../shared/session.js"
 */

/** This browser's player; what the browser stores about them is in session.js. */
export class Player {
  /**
   * @param {Api} api @param {Session} session
   * @param {string} version of this host's consent text in the page's language @param {string[]} versions of it in all languages
   */
  constructor(api, session, version, versions) {
    this.api = api;
    this.session = session;
    this.version = version;
    this.versions = versions;
  }

  /** @returns {boolean} whether the player has made a valid choice: a “no” holds for any text, a “yes” only for its version */
  get hasChosen() {
    const { agrees, version } = this.stored;
    return agrees === false || (agrees === true && this.versions.includes(version ?? ""));
  }

  /** @returns {Partial<StoredPlayer>} */
  get stored() {
    return this.session.profile || {};
  }

  /** @returns {StoredPlayer | null} null unless the player agreed and has not seen the withdrawal code yet */
  get unseenCode() {
    const person = this.session.profile;
    return person?.agrees && !person.shown ? person : null;
  }

  markCodeShown() {
    if (this.session.profile) this.session.profile = { ...this.session.profile, shown: true };
  }

  /** Registers a new player, without consent. */
  async register() {
    this.forget();
    const created = await this.join();
    this.session.token = created.player;
    this.session.profile = { code: created.withdrawal_code, pseudonym: created.pseudonym };
  }

  /** Joins with a fresh proof, a second time if the first was refused: it may have expired while the server slept. @returns {Promise<NewPlayer>} */
  async join() {
    try {
      return await this.api.post("/api/players", await this.newPlayer());
    } catch (error) {
      if (statusOf(error) !== 403) throw error;
      return this.api.post("/api/players", await this.newPlayer());
    }
  }

  /** @returns {Promise<object>} the body of a request to join */
  async newPlayer() {
    return { consent: false, client: "page", proof: await pageProof(this.api) };
  }

  forget() {
    this.session.token = null;
    this.session.profile = null;
  }

  /** @returns {Promise<OwnData | null>} null if the server does not know the player */
  async me() {
    if (!this.session.token) return null;
    try {
      return await this.api.get("/api/players/me");
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  /** @returns {Promise<BackgroundField[]>} */
  async backgroundFields() {
    /** @type {{fields: BackgroundField[]}} */
    const { fields } = await this.api.get("/api/background");
    return fields;
  }

  /** @param {Background} background @returns {Promise<OwnData>} the updated data */
  saveBackground(background) {
    return this.api.patch("/api/players/me", { background });
  }

  /**
   * Deletes all data about a player; repeating the call returns the state of the deletion.
   * @param {string} code this player's, or one from another browser @returns {Promise<WithdrawalState["state"]>}
   */
  async withdraw(code) {
    /** @type {WithdrawalState} */
    const { state } = await this.api.post("/api/withdrawals", { code });
    this.session.pendingWithdrawal = state === "waiting" ? code : null;
    return state;
  }

  /**
   * Repeats a “yes” that the server has lost: a host that restored its store from the dataset assumes no consent. If the
   * server has no agreement to the current text on record, it counts as a “no”: clears the choice, so that the page asks again.
   */
  async confirm() {
    if (!this.hasChosen || !this.stored.agrees) return;
    const me = await this.me();
    if (!me || me.consent) return;
    if (me.consent_version === this.version) await this.choose(true);
    else if (this.session.profile) this.session.profile = { ...this.session.profile, agrees: undefined };
  }

  /** @param {boolean} agrees to share guesses from now on @returns {Promise<OwnData>} the updated data */
  async choose(agrees) {
    const version = agrees ? this.version : null;
    /** @type {OwnData} */
    const me = await this.api.patch("/api/players/me", { consent: agrees, consent_version: version });
    const { shown } = this.stored;
    this.session.profile = { code: me.withdrawal_code, pseudonym: me.pseudonym, agrees, version, shown };
    return me;
  }
}
