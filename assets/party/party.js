// A party as one member sees it: draws the room's phase, and follows what happens in it.

import { problemText, statusOf } from "../shared/api.js";
import { isPresent, make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { Countdown } from "../game/countdown.js";
import { revealParts, revealSentence } from "../game/reveal.js";
import { showProgress } from "../game/round-progress.js";
import { lobby } from "./lobby.js";
import { PartyRound } from "./party-round.js";
import { drawPins, ownReveal } from "./party-map.js";
import { fillPeople, nameOf, rankingParts, teamName } from "./people.js";
import { reactionBar, showReaction } from "./reactions.js";
import { Room } from "./room.js";
import { guessedSentence, rankSentence, winnerSentence } from "./sentences.js";

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
    this.page.draft.close();
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
    if (phase === "lobby") return this.drawLobby();
    if (phase === "reveal") return this.drawReveal(map);
    if (phase === "over") return this.drawOver(map);
    const plays = seats.find(({ seat }) => seat === you)?.plays;
    if (!round || !plays || this.hasAnswered) return this.drawWaiting(Boolean(plays));
    return this.round && this.roundNumber === this.keyOf(round.number) ? this.drawListen(map, this.round) : void this.fetchRound();
  }

  /** @param {string} name @param {(HTMLElement | null | false)[]} parts */
  setScreen(name, parts) {
    const { page } = this;
    page.leaving = null; // of this same party
    page.setScreen(name, ...parts.filter(isPresent));
    page.leaving = () => this.close();
    this.update = () => {};
    this.countdown.stop();
  }

  drawLobby() {
    const { page } = this;
    this.rest();
    const { parts, update } = lobby(this.state, { send: (message) => this.send(message), notify: (sentence) => page.announcer.notify(sentence) });
    this.setScreen("lobby", [...parts, this.reactions()]);
    this.update = update;
    const start = { label: text("party.start"), run: () => this.send({ type: "start" }) };
    page.setActions(this.isHost ? start : this.waitForHost(), this.leaving());
    page.announcer.announce(`${text("party.lobby")} ${text("party.people", { count: this.state.seats.length })}`);
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
      if (this.state.phase === "round") this.drawWaiting(false);
    }
  }

  /** @param {number} number of a round @returns {number} of this round among all matches of the room */
  keyOf(number) {
    return this.state.match * 100 + number;
  }

  /** @param {MapLayout} map @param {Round} round */
  drawListen({ world }, round) {
    const { page } = this;
    const isNew = page.draft.round !== round.round;
    page.round = round;
    if (isNew) this.rounds.begin(round, true);
    const guessed = make("p", { class: "ew-hint" });
    this.setScreen("listen", [make("h2", { class: "ew-ask" }, text("round.question")), guessed]);
    this.update = () => (guessed.textContent = guessedSentence(this.state));
    this.update(this.state);
    this.showRound();
    world.showPin(page.draft.pin);
    if (isNew) world.showWorld();
    this.rounds.update();
    if (isNew) page.announcer.announce(`${page.ui.round.textContent}. ${text("round.question")}`);
  }

  /** @param {boolean} plays whether this member plays in the round */
  drawWaiting(plays) {
    const { page } = this;
    if (!plays) page.sound.stop();
    const list = make("ul", { class: "ew-people" });
    const guessed = make("p", { class: "ew-kind" });
    const title = text(plays ? "party.recorded" : "party.join_next");
    this.setScreen("waiting", [make("h2", { class: "ew-ask" }, title), guessed, list, this.reactions()]);
    page.ui.sound.hidden = !plays;
    this.update = (room) => {
      guessed.textContent = guessedSentence(this.state);
      fillPeople(list, room, ({ seat, plays: isIn }) => isIn && make("span", { class: "ew-done" }, text(room.round?.guessed.includes(seat) ? "party.done" : "party.thinking")));
    };
    this.update(this.state);
    this.showRound();
    const number = this.state.round?.number ?? 0;
    const finish = this.isHost ? { label: text("party.finish"), run: () => this.send({ type: "finish", number }) } : null;
    page.setActions({ label: text("party.waiting"), why: guessedSentence(this.state) }, finish);
    page.announcer.announce(`${title} ${guessedSentence(this.state)}`);
  }

  /** @param {MapLayout} map */
  drawReveal(map) {
    const { page, state } = this;
    const { reveal } = state;
    if (!reveal) return;
    page.draft.close();
    const own = ownReveal(state);
    const isLast = reveal.number >= reveal.of;
    const parts = revealParts({ ...own, number: reveal.number }, page.animated, page.config.abandon_minutes);
    this.setScreen("reveal", [...parts.slice(0, 3), ...this.bestParts(), ...rankingParts(state), this.reactions(), ...parts.slice(3)]);
    showProgress(page, reveal);
    this.drawMap(map);
    const next = { label: text(isLast ? "party.result" : "reveal.next"), run: () => this.send({ type: "next", after: reveal.number }) };
    page.setActions(this.isHost ? next : this.waitForHost());
    page.announcer.announce([revealSentence(own), rankSentence(this.state)].join(" "));
  }

  /** @returns {HTMLElement[]} with teams: whose guess counted */
  bestParts() {
    const { state } = this;
    const best = state.reveal?.best ?? [];
    return best.map(({ team, seat, geoscore }) => make("p", { class: "ew-kind" }, text("party.best", { team: teamName(team), name: nameOf(state, seat), count: Math.round(geoscore) })));
  }

  /** @param {MapLayout} map */
  drawOver(map) {
    const { page } = this;
    this.rest();
    const sentence = winnerSentence(this.state);
    this.setScreen("summary", [make("p", { class: "ew-kicker" }, text("party.over")), make("h2", { class: "ew-place" }, sentence), ...rankingParts(this.state), this.reactions()]);
    if (this.state.reveal) this.drawMap(map);
    const again = { label: text("party.again"), run: () => this.send({ type: "again" }) };
    page.setActions(this.isHost ? again : this.waitForHost(), this.leaving());
    page.announcer.announce([sentence, rankSentence(this.state)].join(" "));
  }

  /** @param {MapLayout} map */
  drawMap(map) {
    const { page } = this;
    map.world.showPin(null);
    page.overlay = drawPins(this.state, map, page.animated);
    map.fit(page.overlay);
  }

  // --- parts of screens -----------------------------------------------------------------------------------

  /** No round is on screen. */
  rest() {
    const { page } = this;
    page.draft.close();
    page.sound.stop();
    page.world?.showPin(null);
  }

  reactions() {
    return reactionBar((reaction) => this.send({ type: "react", reaction }));
  }

  /** A primary button that says that it is the host's turn. */
  waitForHost() {
    const sentence = text("party.wait_for_host", { name: nameOf(this.state, this.state.host) });
    return { label: text("party.waiting"), why: sentence };
  }

  leaving() {
    return { label: text("party.leave"), run: () => (this.leave(), this.page.open("party")) };
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
