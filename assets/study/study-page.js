// A study's page: its parts put together, and one step of the participant's way at a time.

import { Session } from "../shared/session.js";
import { Stage } from "../game/stage.js";
import { makeForm } from "./form.js";
import { StudyGame } from "./study-game.js";
import { StudyRounds } from "./study-rounds.js";
import { Way } from "./way.js";
import { draw } from "./screens.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { Child } from "../shared/dom.js"
 * @import { Point } from "../shared/types.d.ts"
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { PinnedBy } from "../map/types.d.ts"
 * @import { ButtonAction } from "../game/stage.js"
 * @import { StudyHeader } from "./study-header.js"
 * @import { RoundsStep, StudyConfig, View } from "./types.d.ts"
 */

/** @extends {Stage<View>} */
export class StudyPage extends Stage {
  /** @type {RoundsStep | null} the open step, if it has rounds */
  roundsStep = null;
  /** @type {(() => void) | null} ends what the current screen has begun */
  leave = null;

  /** @param {HTMLElement} root @param {StudyConfig} config @param {StudyHeader} header */
  constructor(root, config, header) {
    super(root, config, new Session(`earwitness.study.${config.study}`));
    this.config = config;
    this.header = header;
    this.way = new Way(this.api, this.session, config, new URLSearchParams(location.search));
    this.game = new StudyGame(this.api, this.way);
    this.rounds = new StudyRounds(this);
  }

  async start() {
    this.addListeners(() => this.rounds.update());
    this.setScreen("step", make("p", { class: "ew-hint" }, text("page.one_moment")));
    this.ui.actions.hidden = true;
    this.map();
    await this.run(() => this.way.open());
  }

  /** @returns {Promise<MapLayout>} */
  map() {
    return (this.ready ??= this.openMap());
  }

  /** @override @param {Point} pin @param {PinnedBy} how */
  onPin(pin, how) {
    this.rounds.onPin(pin, how);
  }

  /** @override @param {View} view */
  async show(view) {
    this.leave?.();
    this.leave = null;
    this.roundsStep = view.kind === "practice" || view.kind === "rounds" ? view : this.roundsStep;
    this.header.show(["consent", "end", "gone", "refused"].includes(view.kind) ? undefined : this.way.progress);
    await draw(this, view);
    if (view.note) this.announcer.notify(view.note);
  }

  /** @override */
  setScreen(/** @type {string} */ name, /** @type {Child[]} */ ...children) {
    super.setScreen(name, ...children);
    this.ui.actions.hidden = false;
    this.ui.actions.classList.remove("ew-study-even");
    this.ui.map.inert = name === "step";
    this.world?.lock(name !== "listen" && name !== "asked");
  }

  /**
   * Shows a screen without the map. Its heading takes the focus, so that screen readers read on from there.
   * @param {string} title @param {Child[]} parts
   * @param {ButtonAction<View>} primary @param {ButtonAction<View> | null} [secondary]
   */
  showStep(title, parts, primary, secondary) {
    this.sound.stop();
    const heading = make("h2", { class: "ew-ask", tabindex: -1 }, title);
    this.setScreen("step", makeForm(() => this.press(this.primaryAction), heading, ...parts));
    this.setActions(primary, secondary);
    document.title = text("page.title_of", { tab: title, name: this.way.text?.title ?? this.config.title });
    heading.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} element @returns {HTMLElement} in the study's language */
  inStudyLanguage(element) {
    element.lang = this.way.language;
    return element;
  }

  /** @param {string} html from the server, which lets no tag of the author's own through @returns {HTMLElement} */
  prose(html) {
    const element = this.inStudyLanguage(make("div", { class: "ew-prose" }));
    element.innerHTML = html;
    for (const link of element.querySelectorAll("a")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
    return element;
  }
}
