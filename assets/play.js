// Mounts the game into its element and shows one scene after the other.

import { Announcer } from "./announce.js";
import { Api, Refused } from "./api.js";
import { loadCountries } from "./basemap.js";
import { Draft } from "./draft.js";
import { Game } from "./game.js";
import { GuessMap, leaflet } from "./map.js";
import { Session } from "./session.js";
import { build, make } from "./shell.js";
import { Sound } from "./sound.js";
import { Strip } from "./strip.js";
import { coordinates, counted, whole } from "./text.js";

const NO_STORAGE = "This browser keeps nothing here, so your progress is lost when the page is closed.";
const SYNTHETIC = "The demo sounds are synthetic and count in no baseline.";
const wants = matchMedia("(prefers-reduced-motion: reduce)");

loadCountries().catch(() => {}); // asked for before the page is ready; the map asks again if it fails
leaflet().catch(() => {});

/** @param {HTMLElement} holder the Gradio component's element @returns {Promise<Page>} */
export async function mount(holder) {
  const root = holder.querySelector(".ew");
  if (root.page) return root.page;
  root.page = new Page(root, JSON.parse(root.dataset.config));
  await root.page.start();
  return root.page;
}

class Page {
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
    this.game = new Game(this.api, this.session, config.consent_version);
    this.sound = new Sound();
    this.strip = new Strip(this.ui, this.sound, () => this.voice.tell("The browser holds the sound back. Press play."));
    this.draft = new Draft(this.session, this.sound);
  }

  get moving() {
    return !wants.matches;
  }

  async start() {
    this.wire();
    this.showStart();
    if (!this.session.kept) this.voice.warn(NO_STORAGE);
    const L = await this.engine();
    this.world = new GuessMap(L, this.ui.map, this.config, (pin, how) => this.pinned(pin, how));
    this.wireMap();
    performance.mark("earwitness:map");
    if (this.session.game) await this.run(() => this.game.resume());
  }

  async engine() {
    for (;;) {
      try {
        return await leaflet();
      } catch (problem) {
        await this.asked(problem.message);
      }
    }
  }

  /** Waits for a press on "Try again". */
  asked(sentence) {
    return new Promise((run) => this.voice.tell(sentence, { label: "Try again", run: () => (this.voice.clear(), run()) }));
  }

  wire() {
    const { ui, sound } = this;
    ui.primary.addEventListener("click", () => this.press(this.first));
    ui.second.addEventListener("click", () => this.press(this.other));
    ui.find.addEventListener("click", () => this.find());
    sound.addEventListener("first", () => this.step());
    sound.addEventListener("broken", () => this.soundBroke());
    window.addEventListener("offline", () => this.voice.tell("You are offline. You can go on listening."));
  }

  wireMap() {
    const { ui, world } = this;
    ui.nearer.addEventListener("click", () => world.map.zoomIn(1));
    ui.farther.addEventListener("click", () => world.map.zoomOut(1));
    ui.map.addEventListener("focusin", () => this.pointByKeys(), { once: true });
    world.map.on("zoomend", () => this.name());
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
    if (this.busy || !action) return undefined;
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
    this.voice.tell(problem instanceof Refused ? problem.detail : "That did not work. Please try again.");
  }

  // --- scenes ---------------------------------------------------------------------------------------------

  async show(scene) {
    const draw = { start: this.showStart, listen: this.showRound, reveal: this.showReveal, summary: this.showSummary, empty: this.showEmpty };
    await draw[scene.screen].call(this, scene);
    if (scene.note) this.voice.tell(scene.note);
  }

  screen(name, ...inside) {
    this.ui.root.dataset.screen = name;
    this.ui.body.replaceChildren(...inside);
    this.ui.body.scrollTop = 0;
    this.trace?.remove();
    this.trace = null;
    this.world?.lock(name !== "listen");
    this.ui.search.hidden = name === "summary";
  }

  progress({ number, of }, total) {
    const { head, round, dots } = this.ui;
    head.hidden = false;
    round.textContent = `Round ${number} of ${of}`;
    this.ui.total.textContent = total === undefined ? "" : `${whole(total)} points`;
    const state = (at) => (at < number ? "is-done" : at === number ? "is-now" : "");
    dots.replaceChildren(...Array.from({ length: of }, (_, i) => make("i", { class: state(i + 1) })));
  }

  showStart() {
    const { config, ui } = this;
    ui.head.hidden = true;
    ui.sound.hidden = true;
    this.screen(
      "start",
      make("h1", { class: "ew-title" }, "Where in the world is that sound?"),
      make("p", { class: "ew-lead" }, "A field recording plays. Listen, and point at the place on Earth where you think it was made."),
      config.synthetic && make("p", { class: "ew-demo" }, SYNTHETIC),
      make("p", { class: "ew-consent" }, config.notice),
    );
    const practice = { label: "Practice", run: () => this.begin("practice") };
    this.offer({ label: "Play", run: () => this.begin("random") }, config.practice && !config.synthetic ? practice : null);
  }

  begin(mode) {
    this.points = 0;
    return this.game.begin(mode);
  }

  async showRound({ round }) {
    this.round = round;
    const kept = this.draft.open(round.round);
    const hint = make("p", { class: "ew-hint" }, this.hint());
    this.screen("listen", make("h2", { class: "ew-ask" }, "Where was this recorded?"), hint);
    this.progress(round, round.number > 1 ? this.points : undefined);
    this.world.show(this.draft.pin);
    if (!kept.round) this.world.startView();
    this.strip.load(round, kept);
    this.draft.begin(round.round);
    this.step();
    this.voice.say(`Round ${round.number} of ${round.of}. Where was this recorded?`);
    if (!kept.firstAt) await this.hear();
  }

  hint() {
    if (this.game.mode === "practice") return "Practice: a synthetic demo sound, counted in no baseline.";
    if (this.game.mode === "replay") return "Replay: never counted in a baseline.";
    return "Click the map to place your pin.";
  }

  /** Start the sound; where the browser wants a tap first, the button asks for it. */
  async hear() {
    this.held = !(await this.sound.play());
    this.step();
  }

  /** What the button says while a round is open. */
  step() {
    if (this.ui.root.dataset.screen !== "listen") return;
    const skip = { label: "I can’t tell", run: () => this.close("skip", {}) };
    if (this.draft.pin) this.offer({ label: "Guess", run: () => this.close("guess", this.draft.pin) }, skip);
    else if (this.held && !this.sound.firstAt) this.offer({ label: "Play", run: () => this.hear() }, skip);
    else this.offer({ label: "Place a pin on the map", why: "First place a pin: tap the map, or use “Find a place”." }, skip);
  }

  close(how, point) {
    this.world.lock(true);
    return this.game[how](this.round, { ...point, ...this.draft.telemetry() }).catch((problem) => {
      this.world.lock(false);
      throw problem;
    });
  }

  async showReveal({ reveal }) {
    const [{ revealParts, revealSentence }, { Trace }] = await this.bring("reveal", "trace");
    const byKeys = document.activeElement === this.ui.map;
    this.draft.close();
    this.points = reveal.total;
    this.progress(reveal, reveal.total);
    this.screen("reveal", ...revealParts(reveal, this.moving));
    this.world.show(null);
    this.trace = new Trace(this.world, this.moving);
    this.trace.add(reveal, { names: true });
    this.frame();
    const last = reveal.number >= reveal.of;
    this.offer({ label: last ? "See your result" : "Next", run: () => (last ? this.game.summary() : this.game.deal()) });
    this.voice.say(revealSentence(reveal));
    if (byKeys) this.ui.primary.focus();
  }

  async showSummary({ game }) {
    const [{ summaryParts, summarySentence }, { Trace }] = await this.bring("summary", "trace");
    this.draft.close();
    this.sound.stop();
    this.ui.sound.hidden = true;
    this.ui.head.hidden = true;
    const copied = (done) => this.voice.tell(done ? "Copied." : "Copy the marked text.");
    this.screen("summary", ...summaryParts(game, { mode: game.mode, copied }));
    this.world.show(null);
    this.trace = new Trace(this.world, false);
    for (const { reveal, number } of game.rounds) if (reveal) this.trace.add({ ...reveal, alms: [] }, { names: false, number });
    if (this.trace.points.length) this.frame();
    this.offer({ label: "Play again", run: () => this.begin(game.mode) });
    this.voice.say(summarySentence(game));
  }

  showEmpty({ detail }) {
    this.ui.head.hidden = true;
    this.ui.sound.hidden = true;
    this.screen(
      "empty",
      make("p", { class: "ew-kicker" }, "Nothing left to hear"),
      make("h2", { class: "ew-place" }, "You have heard them all"),
      make("p", { class: "ew-kind" }, detail || `All ${counted(this.config.clips, "clip")} have been dealt to you.`),
      make("p", { class: "ew-kind" }, "You can hear them again. Replays never count in a baseline."),
    );
    this.world.show(null);
    this.offer({ label: "Replay", run: () => this.begin("replay") });
    this.voice.say("You have heard them all. You can replay; replays never count in a baseline.");
  }

  // --- around the map -------------------------------------------------------------------------------------

  /** Parts of the map's window that the card covers, in px. */
  covered() {
    const [map, card] = [this.ui.map.getBoundingClientRect(), this.ui.card.getBoundingClientRect()];
    const below = card.width > map.width * 0.7;
    return below ? { bottom: map.bottom - card.top } : { left: card.right - map.left };
  }

  frame() {
    const { left = 0, bottom = 0 } = this.covered();
    const padding = { paddingTopLeft: [left + 56, 84], paddingBottomRight: [64, bottom + 48] };
    this.world.fit(this.trace.bounds(), { animate: this.moving, padding });
  }

  pinned(pin, how) {
    this.draft.put(pin);
    this.step();
    this.voice.say(`Pin at ${coordinates(pin.lat, pin.lon)}. ${how === "keys" ? "Enter again to guess." : "Guess is ready."}`);
    this.bring("reveal", "trace");
  }

  async pointByKeys() {
    const [{ Crosshair }] = await this.bring("crosshair");
    const wiring = {
      guess: () => this.press(this.first),
      moved: (lat, lon) => this.voice.say(coordinates(lat, lon)),
      clear: () => this.covered(),
    };
    this.crosshair = new Crosshair(this.world, this.ui.crosshair, wiring);
    if (this.ui.map.matches(":focus-visible")) this.crosshair.appear();
  }

  async name() {
    if (this.labels || this.world.map.getZoom() < 3) return;
    this.labels = true;
    const [{ Labels }] = await this.bring("labels");
    this.labels = new Labels(this.world, places);
  }

  async find() {
    const [{ Search }] = await this.bring("search");
    this.search ??= new Search(this.ui, places, {
      go: ({ lat, lon }) => this.world.goTo(lat, lon, 6, this.moving),
      pin: ({ lat, lon }) => (this.world.place(lat, lon, "search"), this.ui.primary.focus()),
      open: () => !this.world.locked,
      say: (words) => this.voice.say(words),
    });
    this.search.open();
  }

  soundBroke() {
    this.voice.tell("The sound did not arrive.", { label: "Try again", run: () => (this.voice.clear(), this.sound.play()) });
  }

  /** Modules whose moment has come, tried until they are there. */
  async bring(...names) {
    for (;;) {
      try {
        return await Promise.all(names.map((name) => import(`./${name}.js`)));
      } catch (problem) {
        console.warn(problem);
        await this.asked("A part of the page did not arrive.");
      }
    }
  }
}

async function places(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`Place names answered ${response.status}.`);
  return response.json();
}
