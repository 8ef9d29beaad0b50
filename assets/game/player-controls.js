// What plays the sound: the big button, the time and the volume, kept in step with the sound.

import { icon } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { Waveform } from "./waveform.js";

/**
 * @import { Round } from "../shared/types.d.ts"
 * @import { Layout } from "./layout.js"
 * @import { Past, Sound } from "./sound.js"
 */

const LABELS = { again: "sound.again", pause: "sound.pause", play: "sound.play" };
const TYPING = "input, textarea, select, button, a, summary, [contenteditable]";

/** Wires the parts that `build` in layout.js made to a `Sound`. */
export class PlayerControls {
  /** @type {"again" | "pause" | "play" | null} what the button does, as it was drawn last */
  state = null;
  loaded = false; // whether there is a sound to play

  /** @param {Layout} ui @param {Sound} sound @param {() => void} onRefused */
  constructor(ui, sound, onRefused) {
    this.ui = ui;
    this.sound = sound;
    this.onRefused = onRefused;
    this.wave = new Waveform(ui.slider, ui.canvas, sound);
    ui.toggle.addEventListener("click", () => this.toggle());
    ui.volume.addEventListener("input", () => (sound.audio.volume = Number(ui.volume.value)));
    ui.loudness.hidden = !sound.hasVolume;
    sound.addEventListener("change", () => this.draw());
    sound.addEventListener("time", () => this.tick());
    document.addEventListener("keydown", (event) => this.space(event));
  }

  /** @param {Round} round @param {Past} [past] */
  load(round, past) {
    this.sound.load(round.audio, round.seconds, past);
    this.wave.show(round.peaks || []);
    this.loaded = true;
  }

  async toggle() {
    if (this.sound.playing) this.sound.pause();
    else if (!(await this.sound.play())) this.onRefused();
  }

  /** @param {KeyboardEvent} event */
  space(event) {
    if (event.key !== " " || event.repeat || event.defaultPrevented || !this.sound.address) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    if (!this.ui.map.clientWidth) return;
    event.preventDefault();
    this.toggle();
  }

  draw() {
    const { playing, broken, waiting } = this.sound;
    const state = broken ? "again" : playing ? "pause" : "play";
    this.ui.toggle.classList.toggle("is-waiting", waiting && playing);
    if (this.state === state) return;
    this.state = state;
    this.ui.toggle.setAttribute("aria-label", text(LABELS[state]));
    this.ui.toggle.replaceChildren(icon(state));
  }

  tick() {
    const { time, duration } = this.sound;
    const now = `${clock(time)} / ${clock(duration)}`;
    if (this.ui.time.textContent !== now) this.ui.time.textContent = now;
  }
}
