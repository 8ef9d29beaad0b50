// Browser storage: the player, the open game and the unfinished guess.

/** @import { Point } from "./types.d.ts" */

const PLAYER = "player";
const PROFILE = "person";
const WITHDRAWAL = "withdrawal";
const GAME = "game";
const ORDINARY = "ordinary";
const DRAFTS = "drafts";
const HAS_PLAYED = "here";
const MOST_DRAFTS = 5; // of rounds that wait, each in a game of another kind
const CARRIED = "earwitness.memory"; // in the state of the history's entry

/** A Storage that never throws; falls back to memory when the browser refuses to store. */
class SafeStorage {
  /** @param {() => Storage} open @param {string} scope before each key @param {Iterable<[string, string]>} carried what memory begins with */
  constructor(open, scope, carried) {
    this.scope = scope;
    /** @type {Map<string, string>} */
    this.memory = new Map(carried);
    /** @type {Storage | null} */
    this.storage = null;
    this.persistent = true;
    try {
      this.storage = open();
      this.storage.setItem("earwitness.probe", "1");
      this.storage.removeItem("earwitness.probe");
    } catch {
      this.useMemory();
    }
  }

  useMemory() {
    this.storage = null;
    this.persistent = false;
  }

  /** @param {string} key @returns {any} */
  read(key) {
    try {
      const text = this.storage ? this.storage.getItem(`${this.scope}.${key}`) : this.memory.get(key);
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
      this.storage?.setItem(`${this.scope}.${key}`, text);
    } catch {
      this.useMemory();
    }
  }

  /** @param {string} key */
  remove(key) {
    this.memory.delete(key);
    try {
      this.storage?.removeItem(`${this.scope}.${key}`);
    } catch {
      this.useMemory();
    }
  }
}

/**
 * @typedef {object} StoredPlayer
 * @property {string} code withdrawal code @property {string} pseudonym
 * @property {boolean} [agrees] to share guesses; missing until chosen @property {string | null} [version] of the consent text
 * @property {boolean} [shown] whether the player has seen the code
 */

/**
 * @typedef {object} Draft an unfinished guess
 * @property {string} round its id @property {Point | null} pin
 * @property {number} pinnedAt ms since 1970; 0 without a pin @property {number} moves of the pin @property {number} losses how often the page lost focus
 * @property {number} heard seconds @property {number} plays @property {number | null} firstAt ms since 1970
 * @property {import("../study/types.d.ts").RoundAnswers} [answers] to what a study asks with the guess
 */

/** Keeps player, choice and game between visits (localStorage) and the drafts between reloads (sessionStorage). */
export class Session {
  /** @param {string} [scope] apart from which the browser stores nothing: the public game's, or a study's */
  constructor(scope = "earwitness") {
    const carried = history.state?.[CARRIED] ?? [];
    this.local = new SafeStorage(() => window.localStorage, scope, carried);
    this.tab = new SafeStorage(() => window.sessionStorage, scope, carried);
  }

  /** @returns {Record<string, unknown>} state for the history's entry, with which a reload loses nothing where the browser keeps nothing */
  carried() {
    return this.persistent ? {} : { [CARRIED]: [...this.local.memory, ...this.tab.memory] };
  }

  /** @returns {boolean} whether the game survives a reload */
  get persistent() {
    return this.local.persistent;
  }

  /** @returns {string | null} the player's signed token */
  get token() {
    return this.local.read(PLAYER);
  }

  set token(token) {
    if (token) this.local.write(PLAYER, token);
    else this.local.remove(PLAYER);
  }

  /** @returns {StoredPlayer | null} */
  get profile() {
    return this.local.read(PROFILE);
  }

  set profile(profile) {
    if (profile) this.local.write(PROFILE, profile);
    else this.local.remove(PROFILE);
  }

  /** @returns {string | null} code of a withdrawal that the server has not finished */
  get pendingWithdrawal() {
    return this.local.read(WITHDRAWAL);
  }

  set pendingWithdrawal(code) {
    if (code) this.local.write(WITHDRAWAL, code);
    else this.local.remove(WITHDRAWAL);
  }

  /** @returns {string | null} id of the last game */
  get game() {
    return this.local.read(GAME);
  }

  set game(game) {
    if (game) this.local.write(GAME, game);
    else this.local.remove(GAME);
  }

  /** @returns {string | null} id of the ordinary game that is not finished: it waits while others are played */
  get ordinary() {
    return this.local.read(ORDINARY);
  }

  set ordinary(game) {
    if (game) this.local.write(ORDINARY, game);
    else this.local.remove(ORDINARY);
  }

  /** @returns {boolean} whether this tab has played, so that this is a reload */
  get played() {
    return Boolean(this.tab.read(HAS_PLAYED));
  }

  set played(played) {
    this.tab.write(HAS_PLAYED, played);
  }

  /** @param {string} round @returns {Draft | null} the unfinished guess of this round */
  draft(round) {
    return this.drafts.find((draft) => draft.round === round) ?? null;
  }

  /** @returns {Draft[]} unfinished guesses, the last saved at the end */
  get drafts() {
    return this.tab.read(DRAFTS) ?? [];
  }

  /** @param {Draft} draft */
  saveDraft(draft) {
    this.tab.write(DRAFTS, [...this.draftsWithout(draft.round), draft].slice(-MOST_DRAFTS));
  }

  /** @param {string} round its id */
  dropDraft(round) {
    this.tab.write(DRAFTS, this.draftsWithout(round));
  }

  dropDrafts() {
    this.tab.remove(DRAFTS);
  }

  /** @param {string} round */
  draftsWithout(round) {
    return this.drafts.filter((draft) => draft.round !== round);
  }

  /**
   * Runs an action while no other tab of this browser runs one.
   * @template T @param {() => Promise<T>} action @returns {Promise<T>}
   */
  async withLock(action) {
    const locks = this.persistent ? navigator.locks : null;
    if (!locks) return action();
    let started = false;
    const run = () => {
      started = true;
      return action();
    };
    try {
      return await locks.request("earwitness.begin", run);
    } catch (error) {
      // Some embedded frames refuse locks; errors of the action itself are rethrown.
      if (started) throw error;
      return action();
    }
  }
}
