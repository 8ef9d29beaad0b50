// Lists of a player's rounds; each sound can be heard again.

import { address } from "../shared/address.js";
import { icon, make } from "../shared/dom.js";
import { integer, kilometres, placeName } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { part } from "./part.js";

/**
 * @import { Page } from "../game/page.js"
 * @import { OwnRound, OwnSummary } from "./types.d.ts"
 */

/** Plays one sound of an earlier round at a time. */
export class RoundSound {
  audio = new Audio();
  /** @type {HTMLButtonElement | null} of the sound that plays */
  button = null;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.audio.preload = "none";
    this.audio.addEventListener("ended", () => this.stop());
  }

  stop() {
    this.audio.pause();
    if (this.button) setIcon(this.button, "play");
    this.button = null;
  }

  /** @param {HTMLButtonElement} button @param {string} path */
  async toggle(button, path) {
    const isPlaying = this.button === button;
    this.stop();
    if (isPlaying) return;
    this.button = button;
    setIcon(button, "pause");
    this.audio.src = address(path);
    try {
      await this.audio.play();
    } catch {
      if (this.button !== button) return; // another was pressed meanwhile
      this.stop();
      this.page.announcer.notify(text("me.sound.lost"));
    }
  }
}

/** @param {HTMLElement} button @param {"play" | "pause"} name */
function setIcon(button, name) {
  button.replaceChildren(icon(name));
  button.setAttribute("aria-pressed", String(name === "pause"));
}

/** @param {OwnSummary} summary @param {RoundSound} sound @returns {(HTMLElement | null)[]} */
export function endsParts({ nearest, farthest, first_hearings: count }, sound) {
  const isMany = count > nearest.length;
  return [
    nearest.length ? part(text("me.nearest"), roundList(nearest, sound)) : null,
    isMany ? part(text("me.farthest"), roundList(farthest, sound)) : null,
  ];
}

/** @param {OwnRound[]} rounds @param {RoundSound} sound */
export const roundList = (rounds, sound) => make("ul", { class: "ew-own-rounds" }, ...rounds.map((round) => roundItem(round, sound)));

/** @param {OwnRound} round @param {RoundSound} sound @returns {HTMLElement} */
export function roundItem(round, sound) {
  const { truth, geoscore, audio } = round;
  const place = placeName(truth);
  return make(
    "li",
    {},
    audio ? playButton(audio, place, sound) : make("span", {}),
    make("span", { class: "ew-row-place" }, place),
    make("span", { class: "ew-row-far" }, [outcome(round), dayOf(round)].filter(Boolean).join(" · ")),
    make("span", { class: "ew-row-score", "aria-label": text("round.points", { count: Math.round(geoscore ?? 0) }) }, integer(geoscore ?? 0)),
  );
}

/** @param {string} audio @param {string} place @param {RoundSound} sound */
function playButton(audio, place, sound) {
  /** @type {HTMLButtonElement} */
  const button = make("button", { type: "button", class: "ew-own-play", "aria-label": text("me.hear", { place }) });
  setIcon(button, "play");
  button.addEventListener("click", () => sound.toggle(button, audio));
  return button;
}

/** @param {OwnRound} round */
function outcome({ status, distance_km: far }) {
  if (status === "guessed" && far !== null) return kilometres(far);
  return text(status === "skipped" ? "round.skip" : "summary.left_open");
}

/** @param {OwnRound} round */
const dayOf = ({ day }) => day && new Date(`${day}T12:00:00Z`).toLocaleDateString(document.documentElement.lang || "en", { day: "numeric", month: "short", year: "numeric" });
