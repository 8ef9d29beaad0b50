// The page as one thing: its parts wired together, one button that says the next step, one scene at a time.

import { Announcer } from "../shared/announcer.js";
import { Api, ApiError } from "../shared/api.js";
import { MapLayout } from "../map/map-layout.js";
import { GuessDraft } from "./guess-draft.js";
import { Game } from "./game.js";
import { leaflet } from "../map/guess-map.js";
import { Player } from "../player/player.js";
import { Session } from "../shared/session.js";
import { draw, start } from "./scenes.js";
import { build } from "./layout.js";
import { Sound } from "./sound.js";
import { PlayerControls } from "./player-controls.js";
import { isPresent } from "../shared/dom.js";
import { coordinates } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { PageConfig, Point, Round } from "../shared/types.d.ts"
 * @import { ResultOverlay } from "../map/result-overlay.js"
 * @import { PinnedBy } from "../map/types.d.ts"
 * @import { Child } from "../shared/dom.js"
 * @import { Scene } from "./game.js"
 * @typedef {Scene | void} Next what an action leads to
 * @typedef {object} Offer a button
 * @property {string} label @property {() => Promise<Next> | Next} [run] @property {string} [why] it cannot be run yet
 */

const wants = matchMedia("(prefers-reduced-motion: reduce)");

/** Everything on the screen; `start()` brings it to life. */
export class Page {
  /** @type {Offer | null} on the button */
  first = null;
  /** @type {Offer | null} beside it */
  other = null;
  busy = false;
  held = false; // whether the browser wants a tap before it plays
  /** @type {Round | null} on screen, or the last that was */
  round = null;
  /** @type {ResultOverlay | null} */
  overlay = null;
  /** @type {MapLayout | null} once the map is open */
  mapLayout = null;
  /** @type {Promise<MapLayout> | null} from `start` on */
  ready = null;

  /** @param {HTMLElement} root @param {PageConfig} config */
  constructor(root, config) {
    this.config = config;
    this.ui = build(root);
    this.announcer = new Announcer(this.ui.live, this.ui.note, this.ui.keep);
    this.session = new Session();
    this.api = new Api({
      token: () => this.session.token,
      onTrouble: (trouble) => this.announcer.showTrouble(trouble),
      onRecovered: () => this.announcer.recovered(),
    });
    this.player = new Player(this.api, this.session, config.consent.version);
    this.game = new Game(this.api, this.session, this.player);
    this.sound = new Sound();
    this.controls = new PlayerControls(this.ui, this.sound, () => this.announcer.notify(text("sound.blocked")));
    this.draft = new GuessDraft(this.session, this.sound);
  }

  get world() {
    return this.mapLayout?.world;
  }

  get labels() {
    return this.mapLayout?.labels;
  }

  get moving() {
    return !wants.matches;
  }

  async start() {
    this.wire();
    start(this);
    if (!this.session.persistent) this.announcer.showWarning(text("page.nothing_kept"));
    this.ready = this.openMap();
    await this.ready;
    if (this.session.game) await this.run(() => this.game.resume());
  }

  /** @returns {Promise<MapLayout>} */
  async openMap() {
    this.mapLayout = new MapLayout(this, await this.engine());
    performance.mark("earwitness:map");
    return this.mapLayout;
  }

  /** @returns {Promise<typeof Leaflet>} */
  async engine() {
    for (;;) {
      try {
        return await leaflet();
      } catch (problem) {
        console.warn(problem);
        await this.asked(text("map.lost"));
      }
    }
  }

  /** Waits for a press on "Try again". @param {string} sentence @returns {Promise<void>} */
  asked(sentence) {
    return new Promise((run) => this.announcer.notify(sentence, { label: text("page.try_again"), run: () => (this.announcer.clear(), run()) }));
  }

  wire() {
    const { ui, sound } = this;
    ui.primary.addEventListener("click", () => this.press(this.first));
    ui.second.addEventListener("click", () => this.press(this.other));
    sound.addEventListener("first", () => this.step());
    sound.addEventListener("broken", () => this.soundBroke());
    window.addEventListener("offline", () => this.announcer.notify(text("trouble.offline_listening")));
  }

  // --- the one button -------------------------------------------------------------------------------------

  /** @param {Offer} first @param {Offer | null} [other] */
  offer(first, other = null) {
    this.first = first;
    this.other = other;
    const { primary, second } = this.ui;
    primary.textContent = first.label;
    primary.setAttribute("aria-disabled", String(!first.run));
    second.hidden = !other;
    second.textContent = other?.label || "";
  }

  /** @param {Offer | null} offer */
  press(offer) {
    if (this.busy) return this.announcer.announce(text("page.one_moment"));
    if (!offer) return undefined;
    this.sound.unlock();
    if (!offer.run) return this.announcer.notify(offer.why ?? "");
    return this.run(offer.run);
  }

  /**
   * One thing at a time: what `action` answers with is shown, and what it throws is told.
   * @param {() => Promise<Next> | Next} action
   */
  async run(action) {
    this.setBusy(true);
    try {
      const scene = await action();
      if (scene) await this.show(scene);
    } catch (problem) {
      this.failed(problem);
    } finally {
      this.setBusy(false);
    }
  }

  /** @param {boolean} busy */
  setBusy(busy) {
    this.busy = busy;
    this.ui.primary.classList.toggle("is-busy", busy);
    this.ui.card.setAttribute("aria-busy", String(busy));
  }

  /** @param {unknown} problem */
  failed(problem) {
    if (!(problem instanceof ApiError)) console.error(problem);
    this.announcer.notify(problem instanceof ApiError ? problem.detail : text("page.failed"));
  }

  // --- scenes ---------------------------------------------------------------------------------------------

  /** @param {Scene} scene */
  async show(scene) {
    const map = await this.ready;
    if (!map) return;
    await draw(this, scene, map);
    if (scene.note) this.announcer.notify(scene.note);
  }

  /** Clears the stage for one screen and fills the card. @param {Scene["screen"]} name @param {...Child} inside */
  screen(name, ...inside) {
    const { ui, world } = this;
    ui.root.dataset.screen = name;
    ui.body.replaceChildren(...inside.filter(isPresent));
    ui.body.scrollTop = 0;
    ui.card.scrollTop = 0;
    ui.search.hidden = name !== "listen";
    this.mapLayout?.search?.close(false);
    ui.head.hidden = !["listen", "reveal"].includes(name);
    ui.sound.hidden = !this.controls.loaded || !["listen", "reveal"].includes(name);
    this.overlay?.remove();
    this.overlay = null;
    ui.zoom.hidden = false;
    world?.lock(name !== "listen");
  }

  /** Start the sound; where the browser wants a tap first, the button asks for it. */
  async hear() {
    this.held = !(await this.sound.play());
    this.step();
  }

  /** What the button says while a round is open. */
  step() {
    const { round } = this;
    const { pin } = this.draft;
    if (!round || this.ui.root.dataset.screen !== "listen") return;
    const skip = { label: text("round.skip"), run: () => this.skip(round) };
    if (pin) this.offer({ label: text("round.guess"), run: () => this.guess(round, pin) }, skip);
    else if (this.held && !this.sound.firstAt) this.offer({ label: text("round.play"), run: () => this.hear() }, skip);
    else this.offer({ label: text("round.place_pin"), why: text("round.no_pin") }, skip);
  }

  /** @param {Round} round @param {Point} pin */
  guess(round, pin) {
    const guess = { ...pin, ...this.draft.telemetry() };
    return this.close(() => this.game.guess(round, guess));
  }

  /** @param {Round} round */
  skip(round) {
    const telemetry = this.draft.telemetry();
    return this.close(() => this.game.skip(round, telemetry));
  }

  /**
   * The first guess of all waits until the player has chosen what may become of it.
   * @param {() => Promise<Scene>} call @returns {Promise<Scene> | Scene}
   */
  close(call) {
    const send = () => this.send(call);
    return this.player.asked ? send() : { screen: "consent", send };
  }

  /** @param {() => Promise<Scene>} call @returns {Promise<Scene>} */
  send(call) {
    this.world?.lock(true);
    return call().catch((problem) => {
      this.world?.lock(this.ui.root.dataset.screen !== "listen");
      throw problem;
    });
  }

  /** Withdrawn: whoever plays next in this browser is someone new. */
  leave() {
    this.player.forget();
    this.game.forget();
    this.draft.close();
    this.sound.stop();
    this.world?.show(null);
    start(this);
  }

  /** @param {Point} pin @param {PinnedBy} how */
  pinned(pin, how) {
    this.draft.put(pin);
    this.step();
    this.announcer.announce(text(how === "keys" ? "round.pinned_by_keys" : "round.pinned", { point: coordinates(pin.lat, pin.lon) }));
    const { asked } = this.player;
    this.bring(() =>
      Promise.all([
        import("./reveal.js"),
        import("../map/result-overlay.js"),
        asked || import("../player/consent.js"),
        asked || import("../player/withdrawal-code.js"),
      ]),
    );
  }

  soundBroke() {
    this.announcer.notify(text("sound.lost"), { label: text("page.try_again"), run: () => (this.announcer.clear(), this.sound.play()) });
  }

  /**
   * Modules whose moment has come, tried until they are there.
   * @template T @param {() => Promise<T>} load @returns {Promise<T>}
   */
  async bring(load) {
    for (;;) {
      try {
        return await load();
      } catch (problem) {
        console.warn(problem);
        await this.asked(text("page.part_lost"));
      }
    }
  }
}
