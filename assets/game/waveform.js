// The clip's loudness as bars, and the slider that moves through it.

import { clock } from "../shared/format.js";
import { text } from "../shared/texts.js";

/** @import { Sound } from "./sound.js" */

const BAR = 3; // px
const GAP = 2; // px
const STEP = 5; // s

/** Draws `peaks` on a canvas inside `slider` and seeks `sound` by drag and by keys. */
export class Waveform {
  /** @type {number[]} 0 to 100 */
  peaks = [];
  held = false;
  frame = 0; // asked for from the browser, if any
  spoken = "";

  /** @param {HTMLElement} slider @param {HTMLCanvasElement} canvas within it @param {Sound} sound */
  constructor(slider, canvas, sound) {
    this.slider = slider;
    this.canvas = canvas;
    this.sound = sound;
    this.listen();
    new ResizeObserver(() => this.draw()).observe(slider);
  }

  listen() {
    this.slider.addEventListener("pointerdown", (event) => this.grab(event));
    this.slider.addEventListener("pointermove", (event) => this.held && this.seekTo(event));
    for (const end of ["pointerup", "pointercancel"]) this.slider.addEventListener(end, () => (this.held = false));
    this.slider.addEventListener("keydown", (event) => this.key(event));
    this.sound.addEventListener("time", () => this.draw());
    this.sound.addEventListener("change", () => this.animate());
    new MutationObserver(() => this.draw()).observe(document.body, { attributeFilter: ["class"] });
  }

  /** @param {number[]} peaks 0 to 100, from the first moment to the last */
  show(peaks) {
    this.peaks = peaks;
    this.draw();
  }

  /** @param {PointerEvent} event */
  grab(event) {
    if (event.button) return;
    this.held = true;
    this.slider.setPointerCapture(event.pointerId);
    this.seekTo(event);
  }

  /** @param {PointerEvent} event */
  seekTo(event) {
    const box = this.slider.getBoundingClientRect();
    this.sound.seek(((event.clientX - box.left) / box.width) * this.sound.duration);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    /** @type {Record<string, number>} s */
    const places = {
      ArrowLeft: this.sound.time - STEP,
      ArrowDown: this.sound.time - STEP,
      ArrowRight: this.sound.time + STEP,
      ArrowUp: this.sound.time + STEP,
      Home: 0,
      End: this.sound.duration,
    };
    const to = places[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.sound.seek(to);
  }

  animate() {
    if (this.frame || !this.sound.playing) return;
    const step = () => {
      this.frame = 0;
      this.draw();
      this.animate();
    };
    this.frame = requestAnimationFrame(step);
  }

  draw() {
    const { time, duration } = this.sound;
    const part = duration ? Math.min(1, time / duration) : 0;
    this.describe(time, duration);
    const { width, height } = this.slider.getBoundingClientRect();
    if (!width) return;
    const scale = Math.min(window.devicePixelRatio || 1, 3);
    if (this.canvas.width !== Math.round(width * scale)) this.canvas.width = Math.round(width * scale);
    if (this.canvas.height !== Math.round(height * scale)) this.canvas.height = Math.round(height * scale);
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    this.bars(pen, width, height, part);
  }

  /** @param {CanvasRenderingContext2D} pen @param {number} width @param {number} height @param {number} part heard, 0 to 1 */
  bars(pen, width, height, part) {
    const style = getComputedStyle(this.slider);
    const count = Math.max(1, Math.floor((width + GAP) / (BAR + GAP)));
    for (let i = 0; i < count; i += 1) {
      const tall = Math.max(BAR, (this.peakAt(i, count) / 100) * (height - 6));
      pen.fillStyle = style.getPropertyValue((i + 0.5) / count <= part ? "--wave-heard" : "--wave");
      pen.beginPath();
      pen.roundRect?.(i * (BAR + GAP), (height - tall) / 2, BAR, tall, BAR / 2);
      if (!pen.roundRect) pen.rect(i * (BAR + GAP), (height - tall) / 2, BAR, tall);
      pen.fill();
    }
    pen.fillStyle = style.getPropertyValue("--wave-heard");
    pen.fillRect(Math.min(width - 2, part * width), 0, 2, height);
  }

  /** @param {number} bar @param {number} bars @returns {number} the loudest that falls to a bar */
  peakAt(bar, bars) {
    if (!this.peaks.length) return 0;
    const from = Math.floor((bar / bars) * this.peaks.length);
    const to = Math.max(from + 1, Math.floor(((bar + 1) / bars) * this.peaks.length));
    return Math.max(...this.peaks.slice(from, to));
  }

  /** @param {number} time s @param {number} duration s */
  describe(time, duration) {
    const spoken = text("sound.time", { now: clock(time), end: clock(duration) });
    if (this.spoken === spoken) return;
    this.spoken = spoken;
    this.slider.setAttribute("aria-valuemax", String(Math.round(duration)));
    this.slider.setAttribute("aria-valuenow", String(Math.round(time)));
    this.slider.setAttribute("aria-valuetext", spoken);
  }
}
