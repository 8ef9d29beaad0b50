// What each screen of the game shows, from the welcome to the summary.

import { make } from "./shell.js";
import { counted } from "./text.js";

const SYNTHETIC = "The demo sounds are synthetic and count in no baseline.";
const BARS = [3, 5, 9, 6, 12, 20, 14, 9, 17, 28, 21, 12, 24, 36, 27, 18, 30, 22, 12, 18, 10, 6, 13, 8, 4, 7, 3];

/** @type {Record<string, (page: any, scene: any) => void | Promise<void>>} */
export const SCENES = { start, listen, reveal, summary, empty };

function start(page) {
  const { config } = page;
  page.screen(
    "start",
    art(),
    make("h1", { class: "ew-title" }, "Where in the world is that sound?"),
    make("p", { class: "ew-lead" }, "A field recording plays. Listen, and point at the place on Earth where you think it was made."),
    config.synthetic && make("p", { class: "ew-demo" }, SYNTHETIC),
    make("p", { class: "ew-consent" }, config.notice),
  );
  const practice = { label: "Practice", run: () => page.game.begin("practice") };
  const offered = config.practice && !config.synthetic ? practice : null;
  page.offer({ label: "Play", run: () => page.game.begin("random") }, offered);
}

/** A sound with a place in it: the bars of a waveform, one of them a pin. */
function art() {
  const bars = BARS.map((tall, at) => {
    const bar = make("i", { style: `--tall: ${tall / 36}; --at: ${at}` });
    if (tall === 36) bar.className = "is-here";
    return bar;
  });
  return make("div", { class: "ew-art", "aria-hidden": "true" }, ...bars);
}

async function listen(page, { round }) {
  page.round = round;
  const kept = page.draft.open(round.round);
  page.strip.load(round, kept);
  page.draft.begin(round.round);
  const heard = page.sound.firstAt ? null : page.hear(); // before anything is drawn: the ear comes first
  const hint = make("p", { class: "ew-hint" }, hintFor(page.game.mode));
  page.screen("listen", make("h2", { class: "ew-ask" }, "Where was this recorded?"), hint);
  progress(page, round, round.number > 1 ? page.game.total : undefined);
  page.world.show(page.draft.pin);
  page.world.startView();
  page.step();
  page.voice.say(`Round ${round.number} of ${round.of}. Where was this recorded?`);
  await heard;
}

function hintFor(mode) {
  if (mode === "practice") return "Practice: a synthetic demo sound, counted in no baseline.";
  if (mode === "replay") return "Replay: never counted in a baseline.";
  return "Listen, then place a pin on the map.";
}

function progress(page, { number, of }, total) {
  const { round, dots } = page.ui;
  round.textContent = `Round ${number} of ${of}`;
  page.ui.total.textContent = total === undefined ? "" : counted(total, "point");
  const state = (at) => (at < number ? "is-done" : at === number ? "is-now" : "");
  dots.replaceChildren(...Array.from({ length: of }, (_, i) => make("i", { class: state(i + 1) })));
}

async function reveal(page, scene) {
  const [{ revealParts, revealSentence }, { Trace }] = await page.bring("reveal", "trace");
  const one = scene.reveal;
  const byKeys = document.activeElement === page.ui.map;
  page.draft.close();
  page.screen("reveal", ...revealParts(one, page.moving));
  progress(page, one, one.total);
  page.world.show(null);
  page.trace = new Trace(page.world, page.moving);
  page.trace.add(one, { names: true });
  const last = one.number >= one.of;
  page.offer({ label: last ? "See your result" : "Next", run: () => (last ? page.game.summary() : page.game.deal()) });
  page.atlas.frame(page.trace);
  page.voice.say(revealSentence(one));
  if (byKeys) page.ui.primary.focus();
}

async function summary(page, { game }) {
  const [{ summaryParts, summarySentence }, { Trace }] = await page.bring("summary", "trace");
  const copied = (done) => page.voice.tell(done ? "Copied." : "Copy the marked text.");
  page.draft.close();
  page.sound.stop();
  page.screen("summary", ...summaryParts(game, copied));
  page.world.show(null);
  page.trace = new Trace(page.world, false);
  for (const one of game.rounds) {
    if (one.reveal) page.trace.add({ ...one.reveal, alms: [] }, { names: false, number: one.number });
  }
  page.offer({ label: "Play again", run: () => page.game.begin(game.mode) });
  if (page.trace.points.length) page.atlas.frame(page.trace);
  page.voice.say(summarySentence(game));
}

function empty(page, { detail }) {
  const all = `You have heard all ${counted(page.config.clips, "clip")}.`;
  const said = detail || `${all} You can replay them; replays never count in a baseline.`;
  page.screen("empty", make("h2", { class: "ew-place" }, "Nothing left to hear"), make("p", { class: "ew-kind" }, said));
  page.world.show(null);
  page.offer({ label: "Replay", run: () => page.game.begin("replay") });
  page.voice.say(`Nothing left to hear. ${said}`);
}
