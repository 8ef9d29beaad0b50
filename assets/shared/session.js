// Who is playing and which game is open, kept in the browser as well as the browser allows.

/** @import { Point } from "./types.d.ts" */

const PLAYER = "earwitness.player";
const PERSON = "earwitness.person";
const WITHDRAWAL = "earwitness.withdrawal";
const GAME = "earwitness.game";
const DRAFT = "earwitness.draft";
const HERE = "earwitness.here";

/** A Storage that never throws: what the browser refuses to keep is kept in memory. */
class SafeStorage {
  /** @param {() => Storage} open */
  constructor(open) {
    /** @type {Map<string, string>} */
    this.memory = new Map();
    /** @type {Storage | null} */
    this.storage = null;
    this.kept = true;
    try {
      this.storage = open();
      this.storage.setItem("earwitness.probe", "1");
      this.storage.removeItem("earwitness.probe");
    } catch {
      this.lose();
    }
  }

  lose() {
    this.storage = null;
    this.kept = false;
  }

  /** @param {string} key @returns {any} */
  read(key) {
    try {
      const text = this.storage ? this.storage.getItem(key) : this.memory.get(key);
      return text ? JSON.parse(text) : null;
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {unknown} value */
  write(key, value) {
    const text = JSON.stringify(value);
    this.memory.set(key, text);
    try {
      this.storage?.setItem(key, text);
    } catch {
      this.lose();
    }
  }

  /** @param {string} key */
  drop(key) {
    this.memory.delete(key);
    try {
      this.storage?.removeItem(key);
    } catch {
      this.lose();
    }
  }
}

/**
 * @typedef {object} Known
 * @property {string} code to withdraw with @property {string} pseudonym
 * @property {boolean} [agrees] missing until it is chosen @property {string | null} [version] of the text that was chosen on
 * @property {boolean} [shown] whether the code has been shown
 */

/**
 * @typedef {object} Draft a guess in the making
 * @property {string} round its id @property {Point | null} pin
 * @property {number} moves of the pin @property {number} losses of the page's focus
 * @property {number} heard seconds @property {number} plays @property {number | null} firstAt ms since 1970
 */

/** What this browser remembers between visits (player, choice, game) and between reloads (draft of a guess). */
export class Session {
  constructor() {
    this.lasting = new SafeStorage(() => window.localStorage);
    this.tab = new SafeStorage(() => window.sessionStorage);
  }

  /** @returns {boolean} whether a reload will find the game again */
  get kept() {
    return this.lasting.kept;
  }

  /** @returns {string | null} the player's signed token */
  get token() {
    return this.lasting.read(PLAYER);
  }

  set token(token) {
    if (token) this.lasting.write(PLAYER, token);
    else this.lasting.drop(PLAYER);
  }

  /** @returns {Known | null} what the player chose, and the names they were given */
  get person() {
    return this.lasting.read(PERSON);
  }

  set person(person) {
    if (person) this.lasting.write(PERSON, person);
    else this.lasting.drop(PERSON);
  }

  /** @returns {string | null} the code of a withdrawal that is not done yet */
  get withdrawal() {
    return this.lasting.read(WITHDRAWAL);
  }

  set withdrawal(code) {
    if (code) this.lasting.write(WITHDRAWAL, code);
    else this.lasting.drop(WITHDRAWAL);
  }

  /** @returns {string | null} id of the game last played here */
  get game() {
    return this.lasting.read(GAME);
  }

  set game(game) {
    if (game) this.lasting.write(GAME, game);
    else this.lasting.drop(GAME);
  }

  /** @returns {boolean} whether this tab has played before, that is, whether this is a reload */
  get here() {
    return Boolean(this.tab.read(HERE));
  }

  set here(here) {
    this.tab.write(HERE, here);
  }

  /** @param {string} round @returns {Draft | null} the guess in the making, if it belongs to this round */
  draft(round) {
    const draft = this.tab.read(DRAFT);
    return draft?.round === round ? draft : null;
  }

  /** @param {Draft | null} draft */
  keepDraft(draft) {
    if (draft) this.tab.write(DRAFT, draft);
    else this.tab.drop(DRAFT);
  }

  /**
   * Run one at a time among all tabs of this browser.
   * @template T @param {() => Promise<T>} action @returns {Promise<T>}
   */
  async alone(action) {
    const locks = this.kept ? navigator.locks : null;
    if (!locks) return action();
    let entered = false;
    const enter = () => {
      entered = true;
      return action();
    };
    try {
      return await locks.request("earwitness.begin", enter);
    } catch (problem) {
      // Some embedded frames refuse locks altogether; the action's own errors pass through.
      if (entered) throw problem;
      return action();
    }
  }
}
