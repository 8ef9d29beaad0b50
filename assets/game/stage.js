// What every page with rounds is made of: card, map, sound, messages, and the action buttons.

import { Announcer } from "../shared/announcer.js";
import { Api, ApiError } from "../shared/api.js";
import { MapLayout } from "../map/map-layout.js";
import { GuessDraft } from "./guess-draft.js";
import { loadLeaflet } from "../map/guess-map.js";
import { build } from "./layout.js";
import { Sound } from "./sound.js";
import { SoundWatch } from "./sound-watch.js";
import { PlayerControls } from "./player-controls.js";
import { isPresent } from "../shared/dom.js";
import { isOutdated } from "../shared/edition.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { Point, Round, StageConfig } from "../shared/types.d.ts"
 * @import { PinnedBy } from "../map/types.d.ts"
 * @import { ResultOverlay } from "../map/result-overlay.js"
 * @import { Child } from "../shared/dom.js"
 * @import { Session } from "../shared/session.js"
 */

/**
 * @template Next what an action may lead to
 * @typedef {object} ButtonAction
 * @property {string} label @property {() => Promise<Next | void> | Next | void} [run] @property {string} [why] it cannot run yet
 */

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const OPEN = ["listen", "asked"]; // screens of an open round
const WITH_HEAD = [...OPEN, "waiting", "reveal"]; // screens of a round

/** @template Next what an action of this page may lead to; `show` draws it */
export class Stage {
  /** @type {ButtonAction<Next> | null} */
  primaryAction = null;
  /** @type {ButtonAction<Next> | null} */
  secondaryAction = null;
  busy = false;
  focusLost = false; // since the focused element went with the last screen
  autoplayBlocked = false;
  /** @type {Round | null} the current or last round */
  round = null;
  /** @type {ResultOverlay | null} */
  overlay = null;
  /** @type {MapLayout | null} null until Leaflet has loaded */
  mapLayout = null;
  /** @type {Promise<MapLayout> | null} set once the map is asked for */
  ready = null;

  /** @param {HTMLElement} root @param {StageConfig} settings @param {Session} session */
  constructor(root, settings, session) {
    this.settings = settings;
    this.session = session;
    this.ui = build(root);
    this.announcer = new Announcer(this.ui.live, this.ui.note, this.ui.storageWarning);
    this.api = new Api({
      token: () => this.session.token,
      onTrouble: (trouble) => this.announcer.showTrouble(trouble),
      onRecovered: () => this.announcer.recovered(),
    });
    this.sound = new Sound();
    this.controls = new PlayerControls(this.ui, this.sound, () => this.announcer.notify(text("sound.blocked")));
    this.draft = new GuessDraft(this.session, this.sound);
    const isOpen = () => OPEN.includes(this.screen ?? "");
    this.watch = new SoundWatch(this.sound, this.announcer, { isOpen, abandonMinutes: settings.abandon_minutes });
  }

  /** Draws what an action led to. @param {Next} next @returns {Promise<void> | void} */
  show(next) {
    throw new TypeError(`this page cannot show ${next}`);
  }

  /** Called for each change of the pin by the player. @param {Point} pin @param {PinnedBy} how */
  onPin({ lat, lon }, how) {
    throw new TypeError(`this page takes no pin at ${lat}, ${lon} by ${how}`);
  }

  /** @returns {string | undefined} the name of the current screen */
  get screen() {
    return this.ui.root.dataset.screen;
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

  /** Call once. @param {() => void} onFirstSound */
  addListeners(onFirstSound) {
    const { ui, sound } = this;
    ui.primary.addEventListener("click", () => this.press(this.primaryAction));
    ui.secondary.addEventListener("click", () => this.press(this.secondaryAction));
    sound.addEventListener("first", onFirstSound);
    new IntersectionObserver(() => this.isShown || sound.pause()).observe(ui.root); // other tabs have no button to stop it
    window.addEventListener("offline", () => this.announcer.notify(text("trouble.offline_listening")));
    window.addEventListener("online", () => this.announcer.dismiss(text("trouble.offline_listening")));
  }

  /** Plays the clip, but only on screen; the browser may block it until a button is pressed. */
  async playSound() {
    const wasBlocked = this.autoplayBlocked;
    this.autoplayBlocked = !this.isShown || !(await this.sound.play());
    if (this.autoplayBlocked && wasBlocked) this.announcer.notify(text("sound.blocked"));
  }

  // --- action buttons -------------------------------------------------------------------------------------

  /** @param {ButtonAction<Next>} primary @param {ButtonAction<Next> | null} [secondary] */
  setActions(primary, secondary = null) {
    this.primaryAction = primary;
    this.secondaryAction = secondary;
    const { ui } = this;
    ui.primary.textContent = primary.label;
    ui.primary.setAttribute("aria-disabled", String(!primary.run));
    if (!secondary && document.activeElement === ui.secondary) this.focusLost = true;
    ui.secondary.hidden = !secondary;
    ui.secondary.textContent = secondary?.label || "";
    // What had the focus is gone: it would begin again at the top of the page.
    if (this.focusLost && (document.activeElement === document.body || document.activeElement === ui.secondary)) ui.primary.focus({ preventScroll: true });
    this.focusLost = false;
  }

  /** @param {ButtonAction<Next> | null} action */
  press(action) {
    if (this.busy) return this.announcer.announce(text("page.one_moment"));
    if (!action) return undefined;
    this.sound.unlock();
    if (!action.run) return this.announcer.notify(action.why ?? "");
    return this.run(action.run);
  }

  /**
   * Runs an action, shows what it leads to and reports its errors. The buttons do nothing meanwhile.
   * @param {() => Promise<Next | void> | Next | void} action
   */
  async run(action) {
    this.setBusy(true);
    try {
      const next = await action();
      if (next) await this.show(next);
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

  // --- screens --------------------------------------------------------------------------------------------

  /** Switches to a screen: resets what the last one left and fills the card. @param {string} name @param {...Child} children */
  setScreen(name, ...children) {
    const { ui, world } = this;
    ui.root.dataset.screen = name;
    this.focusLost ||= ui.body.contains(document.activeElement);
    ui.body.replaceChildren(...children.filter(isPresent));
    ui.body.scrollTop = 0;
    ui.card.scrollTop = 0;
    if (!OPEN.includes(name)) this.watch.dismiss();
    ui.search.hidden = name !== "listen";
    ui.extras.hidden = true;
    this.mapLayout?.search?.close(false);
    ui.head.hidden = !WITH_HEAD.includes(name);
    ui.soundNote.textContent = "";
    ui.sound.hidden = !this.controls.loaded || !WITH_HEAD.includes(name);
    this.overlay?.remove();
    this.overlay = null;
    ui.zoom.hidden = false;
    world?.lock(name !== "listen");
  }

  /**
   * Imports modules on demand; offers "Try again" until they load. If the host has upgraded since, loads the page anew,
   * which comes back to this screen.
   * @template T @param {() => Promise<T>} importModules @returns {Promise<T>}
   */
  async loadModules(importModules) {
    for (;;) {
      try {
        return await importModules();
      } catch (error) {
        console.warn(error);
        if (await isOutdated()) location.reload();
        await this.waitForRetry(text("page.part_lost"));
      }
    }
  }
}
