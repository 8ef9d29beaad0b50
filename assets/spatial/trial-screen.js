// One trial: hear the scene, read the question, answer.

import { device, toTenth } from "../game/guess-draft.js";
import { ApiError, isGone } from "../shared/api.js";
import { icon, isPresent, make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { answerField } from "./answer-fields.js";
import { itemText, soundName } from "./item-text.js";
import { panorama } from "./panorama.js";
import { SceneSound } from "./scene-sound.js";
import { TurningPad } from "./turning-pad.js";

/**
 * @import { Around } from "./around.js"
 * @import { Answer, SpatialReveal, Trial } from "./types.d.ts"
 */

/** Shows a game's open trial, its next one, or its end. @param {Around} around @param {{game: string}} game */
export async function nextTrial(around, { game }) {
  try {
    /** @type {Trial} */
    const trial = await around.api.post(`/api/spatial/games/${encodeURIComponent(game)}/trials`);
    showTrial(around, game, trial);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    await toSummary(around, game);
  }
}

/** @param {Around} around @param {string} game */
export async function toSummary(around, game) {
  const { showSummary } = await import("./summary-screen.js");
  await showSummary(around, game);
}

/** @param {Around} around @param {string} game @param {Trial} trial */
function showTrial(around, game, trial) {
  const { item } = trial;
  const sound = new SceneSound(trial);
  const pad = trial.track === "head-turn" ? new TurningPad(sound, (sentence) => around.announcer.notify(sentence)) : null;
  const listen = listenButton(around, sound);
  const field = answerField(item, () => update());
  const things = trial.panorama.map((thing) => ({ ...thing, name: soundName(thing.name) }));
  const question = itemText(item.text);
  const send = () => answer(around, game, trial, sound, /** @type {Answer} */ (field.read()));
  const update = () => around.setActions({ label: text("spatial.answer"), run: send, why: whyNot(sound, field.read()) });
  around.show(
    "trial",
    text("spatial.progress", { number: trial.number, total: trial.of }),
    [listen, pad?.root, make("h2", { class: "ew-around-question" }, question), things.length > 0 && panorama(things), field.root].filter(isPresent),
    [],
  );
  update();
  sound.addEventListener("change", update);
  around.onKey = (key) => (key === " " && document.activeElement === document.body ? (void play(around, sound), true) : field.press(key));
  around.onHidden = () => sound.stop();
  around.leaving = () => (pad?.close(), sound.close());
  around.announcer.announce(question);
  if (trial.number > 1) void sound.toggle().catch(() => {}); // the first is started by hand, once the headphones are on
}

/** @param {SceneSound} sound @param {Answer | null} answer @returns {string | null} why it cannot be sent yet */
function whyNot(sound, answer) {
  if (!sound.plays) return text("spatial.listen_first");
  return answer ? null : text("spatial.answer_first");
}

/** @param {Around} around @param {SceneSound} sound */
export function listenButton(around, sound) {
  const words = make("span", {}, text("spatial.listen"));
  const sign = make("span", {}, icon("play"));
  const button = make("button", { type: "button", class: "ew-around-play", onclick: () => void play(around, sound) }, sign, words);
  sound.addEventListener("change", () => {
    sign.replaceChildren(icon(sound.isPlaying ? "pause" : "play"));
    words.textContent = text(sound.isPlaying ? "spatial.stop" : sound.plays ? "spatial.listen_again" : "spatial.listen");
  });
  return button;
}

/** @param {Around} around @param {SceneSound} sound */
async function play(around, sound) {
  try {
    await sound.toggle();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return; // stopped while it was starting
    around.announcer.notify(text(error instanceof DOMException && error.name === "NotAllowedError" ? "sound.blocked" : "spatial.sound_lost"));
  }
}

/** Asks for consent first, where the player has not chosen yet. @param {Around} around @param {string} game @param {Trial} trial @param {SceneSound} sound @param {Answer} given */
async function answer(around, game, trial, sound, given) {
  sound.stop();
  const seconds = sound.firstAt ? (Date.now() - sound.firstAt) / 1000 : null;
  const told = { seconds_heard: toTenth(sound.heard), plays: sound.plays, seconds_to_answer: seconds && toTenth(seconds), device: device(), head_degrees: sound.headDegrees };
  const send = () => reveal(around, game, trial, { ...given, ...told });
  if (around.player.hasChosen) return send();
  const { askConsent } = await import("./consent-screen.js");
  return askConsent(around, send);
}

/** @param {Around} around @param {string} game @param {Trial} trial @param {object} body */
async function reveal(around, game, trial, body) {
  const [{ showReveal }, found] = await Promise.all([import("./reveal-screen.js"), send(around, trial, body)]);
  if (found) return showReveal(around, game, trial, found);
  around.announcer.notify(text("spatial.trial_gone"));
  return nextTrial(around, { game });
}

/** @param {Around} around @param {Trial} trial @param {object} body @returns {Promise<SpatialReveal | null>} null when the trial was closed meanwhile */
async function send(around, { trial }, body) {
  try {
    return await around.api.post(`/api/spatial/trials/${encodeURIComponent(trial)}/answer`, body);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 409 || isGone(error))) return null;
    throw error;
  }
}
