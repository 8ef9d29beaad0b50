// A party on a projector: the code, the map, the sound and the ranking, and nobody's controls.

import { loadCoarse, loadCountries } from "../map/shapes.js";
import { loadLeaflet } from "../map/guess-map.js";
import { make } from "../shared/dom.js";
import { placeName } from "../shared/format.js";
import { followScheme } from "../shared/scheme.js";
import { Session } from "../shared/session.js";
import { text, textParts } from "../shared/texts.js";
import { Countdown } from "../game/countdown.js";
import { showProgress } from "../game/round-progress.js";
import { Stage } from "../game/stage.js";
import { codeParts, linkTo, qrImage } from "./invitation.js";
import { drawPins } from "./party-map.js";
import { fillPeople, nameOf, rankingParts } from "./people.js";
import { showReaction } from "./reactions.js";
import { Room } from "./room.js";
import { guessedSentence, winnerSentence } from "./sentences.js";

/**
 * @import { Round, StageConfig } from "../shared/types.d.ts"
 * @import { RoomState, ServerMessage } from "./types.d.ts"
 * @typedef {StageConfig & {party: string, key: string}} ScreenConfig
 */

/** @extends {Stage<void>} */
class PartyScreen extends Stage {
  heard = 0; // number of the round whose sound was asked for last
  /** @type {(room: RoomState) => void} */
  update = () => {};

  /** @param {HTMLElement} root @param {ScreenConfig} config */
  constructor(root, config) {
    super(root, config, new Session("earwitness.screen"));
    this.config = config;
    this.countdown = new Countdown(this, () => {});
    this.room = new Room(config.party, { screen: config.key });
  }

  async start() {
    this.addListeners(() => this.offerSound());
    this.ready = this.openMap();
    await this.ready;
    this.room.addEventListener("change", (event) => this.onChange(/** @type {CustomEvent<ServerMessage>} */ (event).detail));
    this.room.addEventListener("lost", () => this.announcer.notify(text("party.lost")));
    this.room.addEventListener("back", () => this.announcer.clear());
    this.room.addEventListener("end", () => this.announcer.notify(text("party.gone")));
    await this.room.connect();
  }

  /** @param {ServerMessage} message */
  onChange(message) {
    const { state } = this.room;
    if (!state) return;
    if (message.type === "reaction") showReaction(this.ui.root, message.reaction, nameOf(state, message.seat));
    else if (message.type === "guessed" || message.type === "seat" || message.type === "gone") this.update(state);
    else if (message.type !== "error" && message.type !== "pong" && message.type !== "host") this.draw(state);
  }

  /** @param {RoomState} state */
  draw(state) {
    this.update = () => {};
    this.countdown.stop();
    if (state.phase === "lobby") this.drawLobby(state);
    else if (state.phase === "round") this.drawRound(state);
    else this.drawResult(state);
    this.offerSound();
  }

  /** @param {RoomState} state */
  drawLobby(state) {
    const count = make("h2", { class: "ew-party-count" });
    const list = make("ul", { class: "ew-people" });
    const address = make("bdi", {}, linkTo(state.party).replace(/^https?:\/\//, ""));
    this.setScreen("lobby", make("p", { class: "ew-kicker" }, ...textParts("party.screen_join", { address })), codeParts(state.party), qrImage(state.party), count, list);
    this.update = (room) => {
      count.textContent = text("party.people", { count: room.seats.length });
      fillPeople(list, room);
    };
    this.update(state);
    this.sound.stop();
    this.world?.showWorld();
  }

  /** @param {RoomState} state */
  drawRound(state) {
    const guessed = make("p", { class: "ew-kind" });
    const list = make("ul", { class: "ew-people" });
    this.setScreen("waiting", codeParts(state.party), make("h2", { class: "ew-ask" }, text("round.question")), guessed, list);
    this.update = (room) => {
      guessed.textContent = guessedSentence(room);
      fillPeople(list, room, ({ seat }) => Boolean(room.round?.guessed.includes(seat)) && make("span", { class: "ew-done" }, text("party.done")));
      this.startCountdown();
    };
    this.update(state);
    if (state.round) showProgress(this, state.round);
    this.startCountdown();
    this.world?.showWorld();
    this.fetchSound(state);
  }

  /** @param {RoomState} state */
  drawResult(state) {
    const isOver = state.phase === "over";
    const title = isOver ? winnerSentence(state) : state.reveal && placeName(state.reveal.truth);
    this.setScreen(isOver ? "summary" : "reveal", codeParts(state.party), make("h2", { class: "ew-place" }, title), ...rankingParts(state));
    if (isOver) this.sound.stop();
    if (!state.reveal || !this.mapLayout) return;
    showProgress(this, state.reveal);
    this.overlay = drawPins(state, this.mapLayout, this.animated);
    this.mapLayout.fit(this.overlay);
  }

  startCountdown() {
    const seconds = (this.room.endsAt - performance.now()) / 1000;
    if (Number.isFinite(seconds)) this.countdown.start(seconds);
  }

  /** @param {RoomState} state */
  async fetchSound({ round, match }) {
    const key = match * 100 + (round?.number ?? 0);
    if (this.heard === key) return;
    this.heard = key;
    const query = new URLSearchParams({ screen: this.config.key });
    /** @type {Round} */
    const sound = await this.api.get(`/api/parties/${this.config.party}/sound?${query}`);
    this.controls.load(sound);
    this.ui.sound.hidden = false;
    await this.playSound();
    this.offerSound();
  }

  /** A button only where the browser plays no sound before one was pressed. */
  offerSound() {
    const isBlocked = this.autoplayBlocked && !this.sound.playing;
    this.ui.actions.hidden = !isBlocked;
    if (isBlocked) this.setActions({ label: text("party.screen_sound"), run: () => this.playSound().then(() => this.offerSound()) });
  }
}

/** Opens the screen of the party that the document's head describes. */
function open() {
  /** @type {HTMLMetaElement | null} */
  const meta = document.querySelector('meta[name="earwitness-party"]');
  if (!meta) return;
  const root = make("main", { class: "ew ew-screen" });
  document.body.append(root);
  const screen = new PartyScreen(root, JSON.parse(meta.content));
  Object.assign(root, { page: screen }); // for the console and the browser tests
  screen.start().catch((error) => screen.showError(error));
}

loadCoarse().then(loadCountries, loadCountries).catch(() => {}); // the map retries what fails
loadLeaflet().catch(() => {});
followScheme();
open();
