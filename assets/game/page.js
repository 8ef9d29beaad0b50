// The game's page: connects its parts, runs the action buttons and shows one scene at a time.

import { Announcer } from "../shared/announcer.js";
import { Api, ApiError } from "../shared/api.js";
import { MapLayout } from "../map/map-layout.js";
import { GuessDraft } from "./guess-draft.js";
import { Game } from "./game.js";
import { OpenRound } from "./open-round.js";
import { loadLeaflet } from "../map/guess-map.js";
import { Player } from "../player/player.js";
import { Session } from "../shared/session.js";
import { draw, start } from "./scenes.js";
import { build } from "./layout.js";
import { Sound } from "./sound.js";
import { SoundWatch } from "./sound-watch.js";
import { PlayerControls } from "./player-controls.js";
import { isPresent } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { PageConfig, Round } from "../shared/types.d.ts"
 * @import { ResultOverlay } from "../map/result-overlay.js"
 * @import { Child } from "../shared/dom.js"
 * @import { Scene } from "./game.js"
 * @typedef {Scene | void} Next the scene that an action leads to, if any
 * @typedef {object} ButtonAction
 * @property {string} label @property {() => Promise<Next> | Next} [run] @property {string} [why] it cannot run yet
 */

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

export class Page {
  /** @type {ButtonAction | null} */
  primaryAction = null;
  /** @type {ButtonAction | null} */
  secondaryAction = null;
  busy = false;
  /** @type {Round | null} the current or last round */
  round = null;
  /** @type {ResultOverlay | null} */
  overlay = null;
  /** @type {MapLayout | null} null until Leaflet has loaded */
  mapLayout = null;
  /** @type {Promise<MapLayout> | null} set by `start` */
  ready = null;

  /** @param {HTMLElement} root @param {PageConfig} config */
  constructor(root, config) {
    this.config = config;
    this.ui = build(root);
    this.announcer = new Announcer(this.ui.live, this.ui.note, this.ui.storageWarning);
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
    this.openRound = new OpenRound(this);
    const isOpen = () => this.screen === "listen";
    this.watch = new SoundWatch(this.sound, this.announcer, { isOpen, abandonMinutes: config.abandon_minutes });
  }

  /** @returns {Scene["screen"] | undefined} */
  get screen() {
    return /** @type {Scene["screen"] | undefined} */ (this.ui.root.dataset.screen);
  }

  /** @returns {boolean} whether the game is on screen, and not another tab */
  get isShown() {
    return this.ui.root.clientWidth > 0;
  }

  get world() {
    return this.mapLayout?.world;
  }

  get labels() {
    return this.mapLayout?.labels;
  }

  get animated() {
    return !reducedMotion.matches;
  }

  async start() {
    this.addListeners();
    start(this);
    if (!this.session.persistent) this.announcer.showWarning(text("page.nothing_kept"));
    this.ready = this.openMap();
    await this.ready;
    if (this.session.game) await this.run(() => this.game.resume());
  }

  /** @returns {Promise<MapLayout>} */
  async openMap() {
    this.mapLayout = new MapLayout(this, await this.loadLeaflet());
    performance.mark("earwitness:map");
    return this.mapLayout;
  }

  /** @returns {Promise<typeof Leaflet>} */
  async loadLeaflet() {
    for (;;) {
      try {
        return await loadLeaflet();
      } catch (error) {
        console.warn(error);
        await this.waitForRetry(text("map.lost"));
      }
    }
  }

  /** Shows a message and waits for "Try again". @param {string} sentence @returns {Promise<void>} */
  waitForRetry(sentence) {
    return new Promise((resolve) => this.announcer.notify(sentence, { label: text("page.try_again"), run: () => (this.announcer.clear(), resolve()) }));
  }

  addListeners() {
    const { ui, sound } = this;
    ui.primary.addEventListener("click", () => this.press(this.primaryAction));
    ui.secondary.addEventListener("click", () => this.press(this.secondaryAction));
    sound.addEventListener("first", () => this.openRound.update());
    new IntersectionObserver(() => this.isShown || sound.pause()).observe(ui.root); // other tabs have no button to stop it
    window.addEventListener("offline", () => this.announcer.notify(text("trouble.offline_listening")));
    window.addEventListener("online", () => this.announcer.dismiss(text("trouble.offline_listening")));
  }

  // --- action buttons -------------------------------------------------------------------------------------

  /** @param {ButtonAction} primary @param {ButtonAction | null} [secondary] */
  setActions(primary, secondary = null) {
    this.primaryAction = primary;
    this.secondaryAction = secondary;
    const { ui } = this;
    ui.primary.textContent = primary.label;
    ui.primary.setAttribute("aria-disabled", String(!primary.run));
    ui.secondary.hidden = !secondary;
    ui.secondary.textContent = secondary?.label || "";
  }

  /** @param {ButtonAction | null} action */
  press(action) {
    if (this.busy) return this.announcer.announce(text("page.one_moment"));
    if (!action) return undefined;
    this.sound.unlock();
    if (!action.run) return this.announcer.notify(action.why ?? "");
    return this.run(action.run);
  }

  /**
   * Runs an action, shows the scene it returns and reports its errors. The buttons do nothing meanwhile.
   * @param {() => Promise<Next> | Next} action
   */
  async run(action) {
    this.setBusy(true);
    try {
      const scene = await action();
      if (scene) await this.show(scene);
    } catch (error) {
      this.showError(error);
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

  /** @param {unknown} error */
  showError(error) {
    if (!(error instanceof ApiError)) console.error(error);
    this.announcer.notify(error instanceof ApiError ? error.detail : text("page.failed"));
  }

  // --- scenes ---------------------------------------------------------------------------------------------

  /** @param {Scene} scene */
  async show(scene) {
    const map = await this.ready;
    if (!map) return;
    await draw(this, scene, map);
    if (scene.note) this.announcer.notify(scene.note);
  }

  /** Switches to a screen: resets what the last one left and fills the card. @param {Scene["screen"]} name @param {...Child} children */
  setScreen(name, ...children) {
    const { ui, world } = this;
    ui.root.dataset.screen = name;
    ui.body.replaceChildren(...children.filter(isPresent));
    ui.body.scrollTop = 0;
    ui.card.scrollTop = 0;
    if (name !== "listen") this.watch.dismiss();
    ui.search.hidden = name !== "listen";
    this.mapLayout?.search?.close(false);
    ui.head.hidden = !["listen", "reveal"].includes(name);
    ui.sound.hidden = !this.controls.loaded || !["listen", "reveal"].includes(name);
    this.overlay?.remove();
    this.overlay = null;
    ui.zoom.hidden = false;
    world?.lock(name !== "listen");
  }

  /** Leads to the welcome screen. A game that counts can be continued there, with its sound and pin as they were. */
  goHome() {
    if (this.busy) return this.announcer.notify(text("page.one_moment"));
    if (!this.screen || this.screen === "start") return undefined;
    this.draft.pause();
    this.sound.stop();
    this.world?.showPin(null);
    this.world?.showWorld();
    return start(this);
  }

  /** Forgets the player after a withdrawal; the next game in this browser is a new player's. */
  resetPlayer() {
    this.player.forget();
    this.game.forget();
    this.draft.close();
    this.sound.stop();
    this.world?.showPin(null);
    start(this);
  }

  /**
   * Imports modules on demand; offers "Try again" until they load.
   * @template T @param {() => Promise<T>} importModules @returns {Promise<T>}
   */
  async loadModules(importModules) {
    for (;;) {
      try {
        return await importModules();
      } catch (error) {
        console.warn(error);
        await this.waitForRetry(text("page.part_lost"));
      }
    }
  }
}
