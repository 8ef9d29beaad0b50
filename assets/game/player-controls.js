// Audio controls: the play button, the time and the volume.

import { address } from "../shared/address.js";
import { icon } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { Waveform } from "./waveform.js";

/**
 * @import { Round } from "../shared/types.d.ts"
 * @import { Layout } from "./layout.js"
 * @import { SavedCounts, Sound } from "./sound.js"
 */

const LABELS = { again: "sound.again", pause: "sound.pause", play: "sound.play" };
// Space keeps its own meaning in these.
const USES_SPACE = "input, textarea, select, button, a, summary, [contenteditable]";

/** Connects the controls built in layout.js to a `Sound`. */
export class PlayerControls {
  /** @type {"again" | "pause" | "play" | null} what the button currently does */
  state = null;
  loaded = false;

  /** @param {Layout} ui @param {Sound} sound @param {() => void} onBlocked called when the browser blocks playback */
  constructor(ui, sound, onBlocked) {
    this.ui = ui;
    this.sound = sound;
    this.onBlocked = onBlocked;
    this.wave = new Waveform(ui.slider, ui.canvas, sound);
    ui.toggle.addEventListener("click", () => this.toggle());
    ui.volume.addEventListener("input", () => (sound.audio.volume = Number(ui.volume.value)));
    ui.volumeLabel.hidden = !sound.hasVolume;
    sound.addEventListener("change", () => this.draw());
    sound.addEventListener("time", () => this.updateTime());
    document.addEventListener("keydown", (event) => this.onKeydown(event));
  }

  /** @param {Round} round @param {SavedCounts} [saved] */
  load(round, saved) {
    this.sound.load(address(round.audio), round.seconds, saved, round.held);
    this.wave.show(round.peaks || []);
    this.loaded = true;
  }

  async toggle() {
    const { sound } = this;
    const again = sound.broken || sound.stalled;
    if (sound.playing && !again) sound.pause();
    else if (!(await (again ? sound.retry() : sound.play()))) this.onBlocked();
  }

  /** @param {KeyboardEvent} event */
  onKeydown(event) {
    if (event.key !== " " || event.repeat || event.defaultPrevented || !this.sound.url) return;
    if (event.target instanceof Element && event.target.closest(USES_SPACE)) return;
    if (!this.ui.map.clientWidth) return;
    event.preventDefault();
    this.toggle();
  }

  draw() {
    const { playing, broken, stalled, waiting } = this.sound;
    const state = broken || stalled ? "again" : playing ? "pause" : "play";
    this.ui.toggle.classList.toggle("is-waiting", waiting && playing);
    this.ui.toggle.setAttribute("aria-disabled", String(this.sound.isUsedUp));
    this.ui.slider.setAttribute("aria-disabled", String(this.sound.mostPlays !== null));
    if (this.state === state) return;
    this.state = state;
    this.ui.toggle.setAttribute("aria-label", text(LABELS[state]));
    this.ui.toggle.replaceChildren(icon(state));
  }

  updateTime() {
    const { time, duration } = this.sound;
    const label = `${clock(time)} / ${clock(duration)}`;
    if (this.ui.time.textContent !== label) this.ui.time.textContent = label;
  }
}
