// Headphones and their sides: six trials of three tones, four of one noise. Nobody is turned away.

import { address } from "../shared/address.js";
import { icon, make } from "../shared/dom.js";
import { integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { Around } from "./around.js"
 * @import { CheckTrials, Side, SpatialState } from "./types.d.ts"
 */

/** @param {Around} around */
export async function startChecks(around) {
  /** @type {CheckTrials} */
  const trials = await around.asPlayer(() => around.api.post("/api/spatial/checks/start"));
  const skip = { label: text("spatial.check.skip"), run: () => finish(around, null, null) };
  around.show(
    "check",
    text("spatial.check.title"),
    [make("p", {}, text("spatial.check.why")), make("p", {}, text("spatial.check.how", { count: trials.headphones.length })), make("p", { class: "ew-around-small" }, text("spatial.check.volume"))],
    [{ label: text("spatial.check.begin"), run: () => softest(around, trials, []) }, skip],
  );
}

/** One trial of three tones, or the next part after the last. @param {Around} around @param {CheckTrials} trials @param {number[]} answers so far @returns {Promise<void> | void} */
function softest(around, trials, answers) {
  const next = trials.headphones[answers.length];
  if (!next) return side(around, trials, answers, []);
  const choices = Array.from({ length: trials.intervals }, (_, index) => ({ label: integer(index + 1), value: index + 1 }));
  const progress = text("spatial.check.progress", { number: answers.length + 1, total: trials.headphones.length });
  return ask(around, progress, text("spatial.check.softest"), next.audio, choices, (value) => softest(around, trials, [...answers, value]));
}

/** @param {Around} around @param {CheckTrials} trials @param {number[]} headphones @param {Side[]} answers so far @returns {Promise<void> | void} */
function side(around, trials, headphones, answers) {
  const next = trials.sides[answers.length];
  if (!next) return finish(around, headphones, answers);
  /** @type {{label: string, value: Side}[]} */
  const choices = [
    { label: text("spatial.check.left"), value: "left" },
    { label: text("spatial.check.right"), value: "right" },
  ];
  const progress = text("spatial.check.side_progress", { number: answers.length + 1, total: trials.sides.length });
  return ask(around, progress, text("spatial.check.side"), next.audio, choices, (value) => side(around, trials, headphones, [...answers, value]));
}

/**
 * Plays a sound and asks about it; it can be answered once it has been heard.
 * @template T
 * @param {Around} around @param {string} title @param {string} question @param {string} url
 * @param {{label: string, value: T}[]} choices @param {(value: T) => Promise<void> | void} onAnswer
 */
function ask(around, title, question, url, choices, onAnswer) {
  const audio = new Audio(address(url));
  let wasHeard = false;
  const buttons = choices.map(({ label, value }) =>
    make("button", { type: "button", class: "ew-choice is-short", "aria-disabled": "true", onclick: () => void around.act({ label, why: wasHeard ? null : text("spatial.check.listen_first"), run: () => onAnswer(value) }) }, label),
  );
  audio.addEventListener("ended", () => {
    wasHeard = true;
    buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  });
  const play = () => audio.play().catch(() => around.announcer.notify(text("sound.blocked")));
  const again = make("button", { type: "button", class: "ew-around-play", onclick: () => void play() }, icon("play"), make("span", {}, text("spatial.listen")));
  around.show("check", title, [make("p", {}, question), again, make("div", { class: "ew-choices is-row", role: "group", "aria-label": question }, ...buttons)], []);
  around.onKey = (key) => pressNumber(buttons, key);
  around.onHidden = () => audio.pause();
  around.leaving = () => audio.pause();
  void audio.play().catch(() => {}); // the button is there
}

/** @param {HTMLButtonElement[]} buttons @param {string} key @returns {boolean} */
function pressNumber(buttons, key) {
  const button = buttons[Number(key) - 1];
  button?.click();
  return Boolean(button);
}

/** @param {Around} around @param {number[] | null} headphones null: left out @param {Side[] | null} sides */
async function finish(around, headphones, sides) {
  /** @type {SpatialState} */
  const state = await around.asPlayer(() => around.api.post("/api/spatial/checks", { headphones, sides }));
  const { checks } = state;
  if (headphones === null) return around.home();
  const swapped = checks.sides === "swapped";
  const passed = checks.headphones === "passed" && checks.sides === "passed";
  const sentence = text(swapped ? "spatial.check.swapped" : passed ? "spatial.check.passed" : "spatial.check.failed_more");
  const again = { label: text("spatial.check.again"), run: () => startChecks(around) };
  const goOn = { label: text("spatial.check.go_on"), run: () => around.home() };
  around.show("checked", text(passed ? "spatial.check.done" : "spatial.check.not_done"), [make("p", {}, sentence)], passed ? [goOn] : [again, goOn]);
  around.announcer.announce(sentence);
}
