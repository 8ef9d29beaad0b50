// Screens before the first recording: a sound to set the volume by, and the headphone check.

import { address } from "../shared/address.js";
import { icon, make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { radioField } from "./form.js";

/**
 * @import { ButtonAction } from "../game/stage.js"
 * @import { StudyPage } from "./study-page.js"
 * @import { HeadphonesStep, LevelStep, View } from "./types.d.ts"
 */

const QUESTIONS = { antiphase: "study.headphones.antiphase", huggins: "study.headphones.huggins" };

/** Plays one sound, with a button. */
class SoundButton {
  audio = new Audio();
  wasHeard = false;

  /** @param {StudyPage} page @param {string} label @param {() => void} onHeard called when it plays for the first time */
  constructor(page, label, onHeard) {
    this.label = make("span", {}, label);
    this.icon = make("span", {}, icon("play"));
    this.element = make("button", { type: "button", class: "ew-copy ew-study-play" }, this.icon, this.label);
    this.element.addEventListener("click", () => this.toggle(page));
    this.audio.addEventListener("playing", () => {
      if (!this.wasHeard) onHeard();
      this.wasHeard = true;
    });
    for (const name of ["play", "pause", "ended"]) this.audio.addEventListener(name, () => this.icon.replaceChildren(icon(this.isPlaying ? "pause" : "play")));
    this.audio.addEventListener("error", () => this.audio.src && page.announcer.notify(text("study.sound_lost")));
  }

  get isPlaying() {
    return !this.audio.paused && !this.audio.ended;
  }

  /** @param {StudyPage} page */
  toggle(page) {
    if (this.isPlaying) return this.audio.pause();
    if (this.audio.error) this.audio.load();
    return this.audio.play().catch(() => page.announcer.notify(text("sound.blocked")));
  }

  stop() {
    this.audio.pause();
    this.audio.removeAttribute("src");
  }
}

/** @param {StudyPage} page @param {LevelStep} step */
export function level(page, { audio }) {
  const heard = { label: text("study.level.heard"), run: () => page.way.answer() };
  const sound = new SoundButton(page, text("study.level.play"), () => page.setActions(heard));
  sound.audio.src = address(audio);
  sound.audio.loop = true;
  page.showStep(text("study.level"), [make("p", {}, text("study.level.how")), sound.element], { label: heard.label, why: text("study.level.first") });
  page.leave = () => sound.stop();
}

/** @param {StudyPage} page @param {HeadphonesStep} step */
export function headphones(page, step) {
  const note = step.failures > 0 && make("p", { class: "ew-demo", role: "alert" }, text("study.headphones.again", { count: step.attempts_left }));
  page.showStep(
    text("study.headphones"),
    [note, make("p", {}, text("study.headphones.why")), make("p", {}, text("study.headphones.how", { count: step.trials.length }))],
    { label: text("study.start"), run: () => trial(page, step, []) },
  );
}

/** Shows the trial after those answered, or sends the answers. @param {StudyPage} page @param {HeadphonesStep} step @param {number[]} answers @returns {Promise<View | void>} */
async function trial(page, step, answers) {
  page.leave?.();
  page.leave = null;
  const next = step.trials[answers.length];
  if (!next) return page.way.answer({ answers });
  const url = URL.createObjectURL(await page.loadModules(() => fetchSound(page, next.audio)));
  const numbers = Array.from({ length: step.intervals }, (_, index) => ({ value: index + 1, label: String(index + 1) }));
  const update = () => page.setActions(action());
  const field = radioField(text(QUESTIONS[step.check]), numbers, { onChange: update, inRow: true });
  const sound = new SoundButton(page, text("study.headphones.play"), update);
  sound.audio.src = url;
  /** @returns {ButtonAction<View>} */
  const action = () => {
    const answer = field.read();
    const why = text(sound.wasHeard ? "study.unanswered" : "study.level.first");
    return sound.wasHeard && answer ? { label: text("study.next"), run: () => trial(page, step, [...answers, answer]) } : { label: text("study.next"), why };
  };
  const title = text("study.headphones.trial", { number: answers.length + 1, total: step.trials.length });
  page.showStep(title, [sound.element, make("div", { class: "ew-yours-form ew-study-intervals" }, field.element)], action());
  page.leave = () => {
    sound.stop();
    URL.revokeObjectURL(url);
  };
}

/** @param {StudyPage} page @param {string} path @returns {Promise<Blob>} */
async function fetchSound(page, path) {
  const response = await fetch(address(path), { headers: { "X-Earwitness-Player": page.session.token ?? "" }, cache: "no-store" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.blob();
}
