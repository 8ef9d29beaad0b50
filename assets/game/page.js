// The game's page: its parts put together, its player, and one scene at a time.

import { Game } from "./game.js";
import { OpenRound } from "./open-round.js";
import { Player } from "../player/player.js";
import { Session } from "../shared/session.js";
import { start } from "./scenes.js";
import { gameInHistory, linkInAddress, ScreenHistory } from "./screen-history.js";
import { draw, openLinked, titleOf } from "./screens.js";
import { Stage } from "./stage.js";
import { text } from "../shared/texts.js";

/**
 * @import { Child } from "../shared/dom.js"
 * @import { PageConfig, Point, Round } from "../shared/types.d.ts"
 * @import { PinnedBy } from "../map/types.d.ts"
 * @import { ConfidenceArea } from "../map/confidence-area.js"
 * @import { LinkName, Scene } from "./game.js"
 */

/** @extends {Stage<Scene>} */
export class Page extends Stage {
  /** @type {ConfidenceArea | null} drawn while a question is asked */
  area = null;

  /** @type {(() => void) | null} called once, when another screen is drawn: closes what this one holds open */
  leaving = null;

  /**
   * @param {HTMLElement} root @param {PageConfig} config
   * @param {(title: string) => void} onTitle called with each screen's title, without the product's name
   */
  constructor(root, config, onTitle) {
    super(root, config, new Session());
    this.config = config;
    this.player = new Player(this.api, this.session, config.consent.version, config.consent_versions);
    this.game = new Game(this.api, this.session, this.player);
    this.openRound = new OpenRound(this);
    this.onTitle = onTitle;
    this.history = new ScreenHistory(this);
  }

  async start() {
    this.addListeners(() => this.openRound.update());
    const { openRound, ui } = this;
    ui.sure.addEventListener("click", () => this.press({ label: "", run: () => openRound.question("confidence") }));
    ui.helped.addEventListener("click", () => this.press({ label: "", run: () => openRound.question("clues") }));
    if (!this.session.persistent) this.announcer.showWarning(text("page.nothing_kept"));
    const first = this.firstScene();
    start(this);
    if (!first) this.arrive({ screen: "start", replaces: true });
    this.ready = this.openMap();
    await this.ready;
    if (first) await this.run(async () => ({ ...(await first()), replaces: true }));
  }

  /** @returns {(() => Promise<Scene>) | null} gives the screen to open with: that before a reload, that of the address, or the stored game; null for the welcome */
  firstScene() {
    const before = this.session.token ? gameInHistory() : null;
    const link = linkInAddress();
    if (before) return () => this.game.resume(before);
    if (link) return () => this.open(link.name, link.value);
    return this.session.game ? () => this.game.resume() : null;
  }

  /** @param {LinkName} name @param {string} [value] @returns {Promise<Scene>} the scene of `/?NAME=value` */
  open(name, value = "") {
    this.history.link = { name, value };
    return openLinked(this, name, value);
  }

  /** @override @param {Point} pin @param {PinnedBy} how */
  onPin(pin, how) {
    this.openRound.onPin(pin, how);
  }

  /** @override @param {Scene} scene */
  async show(scene) {
    const map = await this.ready;
    if (!map) return;
    await draw(this, scene, map);
    this.arrive(scene);
    if (scene.note) this.announcer.notify(scene.note);
    if (scene.screen === "listen") this.confirm(scene.round);
  }

  /** Shows what the server dealt in place of a round that was played ahead of its answer, should it be another. @param {Round} round */
  async confirm(round) {
    try {
      const other = await this.game.confirm(round);
      if (other) await this.run(() => other);
    } catch (error) {
      this.showError(error);
    }
  }

  /** A screen is drawn: gives it its title and address. @param {Scene} scene */
  arrive(scene) {
    this.onTitle(titleOf(this, scene));
    this.history.arrive(scene);
  }

  /** @override @param {boolean} busy */
  setBusy(busy) {
    super.setBusy(busy);
    if (!busy) this.history.catchUp();
  }

  /** Closes what the screen that is drawn holds open. */
  leave() {
    this.leaving?.();
    this.leaving = null;
  }

  /** @override @param {string} name @param {...Child} children */
  setScreen(name, ...children) {
    this.leave();
    this.area?.remove();
    this.area = null;
    super.setScreen(name, ...children);
  }

  /** Leads to the welcome screen. A game that counts can be continued there, with its sound and pin as they were. */
  goHome() {
    if (this.busy) return this.announcer.notify(text("page.one_moment"));
    if (!this.screen || this.screen === "start") return undefined;
    this.rest();
    return this.showStart();
  }

  /** Leaves the round on screen as it is, to be continued. */
  rest() {
    this.draft.pause();
    this.sound.stop();
    this.world?.showPin(null);
    this.world?.showWorld();
  }

  showStart() {
    start(this);
    this.arrive({ screen: "start" });
  }

  /** Forgets the player after a withdrawal; the next game in this browser is a new player's. */
  resetPlayer() {
    this.player.forget();
    this.game.forget();
    this.draft.close();
    this.session.dropDrafts();
    this.sound.stop();
    this.world?.showPin(null);
    this.showStart();
  }
}
