// The page as one thing: its parts wired together, one button that says the next step, one scene at a time.

import { Announcer } from "../shared/announcer.js";
import { Api, Refused } from "../shared/api.js";
import { MapLayout } from "../map/map-layout.js";
import { GuessDraft } from "./guess-draft.js";
import { Game } from "./game.js";
import { leaflet } from "../map/guess-map.js";
import { Player } from "../player/player.js";
import { Session } from "../shared/session.js";
import { SCENES } from "./scenes.js";
import { build } from "./layout.js";
import { Sound } from "./sound.js";
import { PlayerControls } from "./player-controls.js";
import { coordinates } from "../shared/format.js";
import { text } from "../shared/texts.js";

const wants = matchMedia("(prefers-reduced-motion: reduce)");

/** Everything on the screen; `start()` brings it to life. */
export class Page {
  constructor(root, config) {
    this.config = config;
    this.ui = build(root);
    this.voice = new Announcer(this.ui.live, this.ui.note, this.ui.keep);
    this.session = new Session();
    this.api = new Api({
      token: () => this.session.token,
      onTrouble: (trouble) => this.voice.trouble(trouble),
      onWell: () => this.voice.well(),
    });
    this.player = new Player(this.api, this.session, config.consent.version);
    this.game = new Game(this.api, this.session, this.player);
    this.sound = new Sound();
    this.controls = new PlayerControls(this.ui, this.sound, () => this.voice.tell(text("sound.blocked")));
    this.draft = new GuessDraft(this.session, this.sound);
    this.mapLayout = new MapLayout(this);
  }

  get world() {
    return this.mapLayout.world;
  }

  get labels() {
    return this.mapLayout.labels;
  }

  get moving() {
    return !wants.matches;
  }

  async start() {
    this.wire();
    SCENES.start(this);
    if (!this.session.kept) this.voice.warn(text("page.nothing_kept"));
    this.ready = this.openMap();
    await this.ready;
    if (this.session.game) await this.run(() => this.game.resume());
  }

  async openMap() {
    this.mapLayout.open(await this.engine());
    performance.mark("earwitness:map");
  }

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

  /** Waits for a press on "Try again". */
  asked(sentence) {
    return new Promise((run) => this.voice.tell(sentence, { label: text("page.try_again"), run: () => (this.voice.clear(), run()) }));
  }

  wire() {
    const { ui, sound } = this;
    ui.primary.addEventListener("click", () => this.press(this.first));
    ui.second.addEventListener("click", () => this.press(this.other));
    sound.addEventListener("first", () => this.step());
    sound.addEventListener("broken", () => this.soundBroke());
    window.addEventListener("offline", () => this.voice.tell(text("trouble.offline_listening")));
  }

  // --- the one button -------------------------------------------------------------------------------------

  /** @param {{label: string, run?: () => Promise<any> | any, why?: string}} first @param {object | null} [other] */
  offer(first, other = null) {
    this.first = first;
    this.other = other;
    const { primary, second } = this.ui;
    primary.textContent = first.label;
    primary.setAttribute("aria-disabled", String(!first.run));
    second.hidden = !other;
    second.textContent = other?.label || "";
  }

  press(action) {
    if (this.busy) return this.voice.say(text("page.one_moment"));
    if (!action) return undefined;
    this.sound.unlock();
    if (!action.run) return this.voice.tell(action.why);
    return this.run(action.run);
  }

  /** One thing at a time: what `action` answers with is shown, and what it throws is told. */
  async run(action) {
    this.setBusy(true);
    try {
      const scene = await action();
      if (scene?.screen) await this.show(scene);
    } catch (problem) {
      this.failed(problem);
    } finally {
      this.setBusy(false);
    }
  }

  setBusy(busy) {
    this.busy = busy;
    this.ui.primary.classList.toggle("is-busy", busy);
    this.ui.card.setAttribute("aria-busy", String(busy));
  }

  failed(problem) {
    if (!(problem instanceof Refused)) console.error(problem);
    this.voice.tell(problem instanceof Refused ? problem.detail : text("page.failed"));
  }

  // --- scenes ---------------------------------------------------------------------------------------------

  /** @param {import("./game.js").Scene} scene */
  async show(scene) {
    await this.ready;
    await SCENES[scene.screen](this, scene);
    if (scene.note) this.voice.tell(scene.note);
  }

  /** Clears the stage for one screen and fills the card. @param {string} name @param {...(Node | null | false)} inside */
  screen(name, ...inside) {
    const { ui, world } = this;
    ui.root.dataset.screen = name;
    ui.body.replaceChildren(...inside.filter(Boolean));
    ui.body.scrollTop = 0;
    ui.card.scrollTop = 0;
    ui.search.hidden = name !== "listen";
    this.mapLayout.search?.close(false);
    ui.head.hidden = !["listen", "reveal"].includes(name);
    ui.sound.hidden = !ui.sound.loaded || !["listen", "reveal"].includes(name);
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
    if (this.ui.root.dataset.screen !== "listen") return;
    const skip = { label: text("round.skip"), run: () => this.close("skip", {}) };
    if (this.draft.pin) this.offer({ label: text("round.guess"), run: () => this.close("guess", this.draft.pin) }, skip);
    else if (this.held && !this.sound.firstAt) this.offer({ label: text("round.play"), run: () => this.hear() }, skip);
    else this.offer({ label: text("round.place_pin"), why: text("round.no_pin") }, skip);
  }

  /** The first guess of all waits until the player has chosen what may become of it. */
  close(how, point) {
    const body = { ...point, ...this.draft.telemetry() };
    const send = () => this.send(how, body);
    return this.player.asked ? send() : { screen: "consent", send };
  }

  send(how, body) {
    this.world.lock(true);
    return this.game[how](this.round, body).catch((problem) => {
      this.world.lock(this.ui.root.dataset.screen !== "listen");
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
    SCENES.start(this);
  }

  pinned(pin, how) {
    this.draft.put(pin);
    this.step();
    this.voice.say(text(how === "keys" ? "round.pinned_by_keys" : "round.pinned", { point: coordinates(pin.lat, pin.lon) }));
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
    this.voice.tell(text("sound.lost"), { label: text("page.try_again"), run: () => (this.voice.clear(), this.sound.play()) });
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
