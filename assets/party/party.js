// A party as one member sees it: draws the room's phase, and follows what happens in it.

import { problemText, statusOf } from "../shared/api.js";
import { text } from "../shared/texts.js";
import { Countdown } from "../game/countdown.js";
import { showProgress } from "../game/round-progress.js";
import { PartyRound } from "./party-round.js";
import { drawListen, drawLobby, drawOver, drawReveal, drawWaiting } from "./party-views.js";
import { nameOf } from "./people.js";
import { showReaction } from "./reactions.js";
import { Room } from "./room.js";

/**
 * @import { Round } from "../shared/types.d.ts"
 * @import { LinkedScene } from "../game/game.js"
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { Page } from "../game/page.js"
 * @import { OwnMessage, OwnSeat, RoomState, ServerMessage } from "./types.d.ts"
 */

const NEW_SCREEN = ["state", "round", "reveal", "over", "host"]; // messages after which everything is drawn anew

export class Party {
  /** @type {Round | null} of this member, as the API dealt it */
  round = null;
  roundNumber = 0; // key of the room's round that was asked for last
  answered = 0; // key of the round that was answered last: the reply may come before the room says so
  /** @type {MapLayout | null} */
  map = null;
  /** @type {(room: RoomState) => void} shows who is here now, on the screen that is drawn */
  update = () => {};

  /** @param {Page} page @param {OwnSeat} seat */
  constructor(page, { party, token }) {
    this.page = page;
    this.code = party;
    this.room = new Room(party, { seat: token });
    this.countdown = new Countdown(page, () => {});
    this.before = page.openRound;
    this.rounds = new PartyRound(page, () => {
      this.answered = this.roundNumber;
      return this.scene();
    });
    this.room.addEventListener("change", (event) => this.onChange(/** @type {CustomEvent<ServerMessage>} */ (event).detail));
    this.room.addEventListener("lost", () => page.announcer.notify(text("party.lost")));
    this.room.addEventListener("back", () => page.announcer.notify(text("party.back_again")));
    this.room.addEventListener("end", (event) => this.onEnd(/** @type {CustomEvent<string>} */ (event).detail));
  }

  /** @returns {Promise<LinkedScene>} once the room has said how it is */
  async enter() {
    await this.room.connect();
    this.page.openRound = this.rounds;
    return this.scene();
  }

  /** @returns {LinkedScene} */
  scene() {
    return { screen: "party", value: this.code, title: text("party.tab", { code: this.code }), party: this };
  }

  get isOpen() {
    return !this.room.isClosed;
  }

  /** @returns {RoomState} */
  get state() {
    const { state } = this.room;
    if (!state) throw new TypeError("the room has not said yet how it is");
    return state;
  }

  get isHost() {
    return this.state.you === this.state.host;
  }

  get hasAnswered() {
    const { round, you } = this.state;
    return Boolean(round && you !== null && (round.guessed.includes(you) || this.answered === this.keyOf(round.number)));
  }

  /** @param {OwnMessage} message */
  send(message) {
    this.room.send(message);
  }

  leave() {
    this.send({ type: "leave" });
    this.close();
  }

  /** Closes the connection; the seat waits for who comes back. */
  close() {
    this.room.close();
    this.countdown.stop();
    this.page.openRound = this.before;
    this.page.draft.pause();
    this.page.sound.stop();
    this.page.world?.showPin(null);
  }

  // --- what happens in the room ---------------------------------------------------------------------------

  /** @param {ServerMessage} message */
  onChange(message) {
    if (!this.map) return;
    if (message.type === "reaction") return showReaction(this.page.ui.root, message.reaction, nameOf(this.state, message.seat));
    if (message.type === "error") return this.page.announcer.notify(problemText(message) ?? message.detail);
    if (NEW_SCREEN.includes(message.type)) this.redraw();
    else this.update(this.state);
    this.announce(message);
  }

  /** @param {ServerMessage} message what everybody sees without being told */
  announce(message) {
    const { announcer } = this.page;
    if (message.type === "host" && this.isHost) announcer.notify(text("party.now_host"));
    if (message.type === "guessed") this.startCountdown();
  }

  /** @param {string} why text key */
  onEnd(why) {
    if (!this.map) return undefined;
    this.close();
    this.page.announcer.notify(text(why));
    return this.page.run(() => ({ screen: "start", note: text(why) }));
  }

  redraw() {
    if (this.map) this.draw(this.map);
  }

  // --- screens --------------------------------------------------------------------------------------------

  /** @param {MapLayout} map */
  draw(map) {
    this.map = map;
    const { phase, round, seats, you } = this.state;
    if (phase === "lobby") return drawLobby(this);
    if (phase === "reveal") return drawReveal(this, map);
    if (phase === "over") return drawOver(this, map);
    const plays = seats.find(({ seat }) => seat === you)?.plays;
    if (!round || !plays || this.hasAnswered) return drawWaiting(this, Boolean(plays));
    return this.round && this.roundNumber === this.keyOf(round.number) ? drawListen(this, map, this.round) : void this.fetchRound();
  }

  /** @param {string} name @param {HTMLElement[]} parts @param {(room: RoomState) => void} [update] shows who is here now */
  setScreen(name, parts, update = () => {}) {
    const { page } = this;
    const focused = document.activeElement?.id; // a control that is drawn anew
    page.leaving = null; // of this same party
    page.setScreen(name, ...parts);
    page.leaving = () => this.close();
    this.countdown.stop();
    this.update = update;
    update(this.state);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /** Asks for this member's part in the room's round, and draws it. */
  async fetchRound() {
    const number = this.state.round?.number ?? 0;
    const key = this.keyOf(number);
    if (this.roundNumber === key) return;
    this.roundNumber = key;
    this.round = null;
    try {
      const { game } = await this.page.game.withPlayer(() => this.page.api.post("/api/games", { mode: "party", party: this.code }));
      this.round = await this.page.api.post(`/api/games/${game}/rounds`);
      this.redraw();
    } catch (error) {
      if (statusOf(error) !== 409) this.page.showError(error);
      if (this.state.phase === "round") drawWaiting(this, false);
    }
  }

  /** @param {number} number of a round @returns {number} of this round among all matches of the room */
  keyOf(number) {
    return this.state.match * 100 + number;
  }

  /** No round is on screen. */
  rest() {
    const { page } = this;
    page.draft.close();
    page.sound.stop();
    page.world?.showPin(null);
  }

  /** The number of the round and what is left of its countdown. */
  showRound() {
    const { round } = this.state;
    if (round) showProgress(this.page, round);
    this.startCountdown();
  }

  startCountdown() {
    const seconds = (this.room.endsAt - performance.now()) / 1000;
    if (Number.isFinite(seconds) && this.state.phase === "round") this.countdown.start(seconds);
  }
}
