// Who plays: known to the server by a random secret, asked once whether the guesses are shared, free to change it.

import { isGone } from "../shared/api.js";

/**
 * @import { Background, BackgroundField, NewPlayer, OwnData, WithdrawalState } from "../shared/types.d.ts"
 * @import { Api } from "../shared/api.js"
 * @import { Session, StoredPlayer } from "../shared/session.js"
 */

/** One browser's player. What is told of them is in session.js. */
export class Player {
  /**
   * @param {Api} api @param {Session} session
   * @param {string} version of the text that is agreed to here
   */
  constructor(api, session, version) {
    this.api = api;
    this.session = session;
    this.version = version;
  }

  /** @returns {boolean} whether nothing has to be asked: a “no” holds for any text, a “yes” only for this one */
  get hasChosen() {
    const { agrees, version } = this.known;
    return agrees === false || (agrees === true && version === this.version);
  }

  /** @returns {Partial<StoredPlayer>} what this browser remembers of them */
  get known() {
    return this.session.profile || {};
  }

  /** @returns {StoredPlayer | null} with a code to be shown, if it has not been since they agreed */
  get unseenCode() {
    const person = this.session.profile;
    return person?.agrees && !person.shown ? person : null;
  }

  markCodeShown() {
    if (this.session.profile) this.session.profile = { ...this.session.profile, shown: true };
  }

  /** A new player, who has agreed to nothing. */
  async register() {
    this.forget();
    /** @type {NewPlayer} */
    const made = await this.api.post("/api/players", { consent: false, client: "page" });
    this.session.token = made.player;
    this.session.profile = { code: made.withdrawal_code, pseudonym: made.pseudonym };
  }

  forget() {
    this.session.token = null;
    this.session.profile = null;
  }

  /** @returns {Promise<OwnData | null>} what the server knows of them; null when it knows nobody */
  async me() {
    if (!this.session.token) return null;
    try {
      return await this.api.get("/api/players/me");
    } catch (problem) {
      if (isGone(problem)) return null;
      throw problem;
    }
  }

  /** @returns {Promise<BackgroundField[]>} what they can tell of themselves */
  async questions() {
    /** @type {{fields: BackgroundField[]}} */
    const { fields } = await this.api.get("/api/background");
    return fields;
  }

  /** @param {Background} background what they tell of themselves @returns {Promise<OwnData>} what the server knows of them */
  tell(background) {
    return this.api.patch("/api/players/me", { background });
  }

  /**
   * Delete all that is kept of a player. It may be asked for again, to learn how it stands.
   * @param {string} code theirs, or one from another browser @returns {Promise<WithdrawalState["state"]>}
   */
  async withdraw(code) {
    /** @type {WithdrawalState} */
    const { state } = await this.api.post("/api/withdrawals", { code });
    this.session.pendingWithdrawal = state === "waiting" ? code : null;
    return state;
  }

  /**
   * A host that has lost its store, and has read the dataset again, takes nobody's agreement for granted. Say again what
   * this browser remembers; but if the host knows of no text that was agreed to, it was a no, and has to be asked anew.
   */
  async confirm() {
    if (!this.hasChosen || !this.known.agrees) return;
    const me = await this.me();
    if (!me || me.consent) return;
    if (me.consent_version === this.version) await this.choose(true);
    else if (this.session.profile) this.session.profile = { ...this.session.profile, agrees: undefined };
  }

  /** @param {boolean} agrees to share guesses from now on @returns {Promise<OwnData>} what the server knows of them */
  async choose(agrees) {
    const version = agrees ? this.version : null;
    /** @type {OwnData} */
    const me = await this.api.patch("/api/players/me", { consent: agrees, consent_version: version });
    const { shown } = this.known;
    this.session.profile = { code: me.withdrawal_code, pseudonym: me.pseudonym, agrees, version, shown };
    return me;
  }
}
