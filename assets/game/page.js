// The game's page: its parts put together, its player, and one scene at a time.

import { Game } from "./game.js";
import { OpenRound } from "./open-round.js";
import { Player } from "../player/player.js";
import { Session } from "../shared/session.js";
import { draw, start } from "./scenes.js";
import { Stage } from "./stage.js";
import { text } from "../shared/texts.js";

/**
 * @import { Child } from "../shared/dom.js"
 * @import { PageConfig, Point } from "../shared/types.d.ts"
 * @import { PinnedBy } from "../map/types.d.ts"
 * @import { ConfidenceArea } from "../map/confidence-area.js"
 * @import { Scene } from "./game.js"
 */

/** @extends {Stage<Scene>} */
export class Page extends Stage {
  /** @type {ConfidenceArea | null} drawn while a question is asked */
  area = null;

  /** @param {HTMLElement} root @param {PageConfig} config */
  constructor(root, config) {
    super(root, config, new Session());
    this.config = config;
    this.player = new Player(this.api, this.session, config.consent.version);
    this.game = new Game(this.api, this.session, this.player);
    this.openRound = new OpenRound(this);
  }

  async start() {
    this.addListeners(() => this.openRound.update());
    const { openRound, ui } = this;
    ui.sure.addEventListener("click", () => this.press({ label: "", run: () => openRound.question("confidence") }));
    ui.helped.addEventListener("click", () => this.press({ label: "", run: () => openRound.question("clues") }));
    start(this);
    if (!this.session.persistent) this.announcer.showWarning(text("page.nothing_kept"));
    this.ready = this.openMap();
    await this.ready;
    if (this.session.game) await this.run(() => this.game.resume());
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
    if (scene.note) this.announcer.notify(scene.note);
  }

  /** @override @param {string} name @param {...Child} children */
  setScreen(name, ...children) {
    this.area?.remove();
    this.area = null;
    super.setScreen(name, ...children);
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
}
