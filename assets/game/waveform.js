// Waveform of the clip, which is also the seek slider.

import { clock } from "../shared/format.js";
import { text } from "../shared/texts.js";

/** @import { Sound } from "./sound.js" */

const BAR = 3; // px
const GAP = 2; // px
const PLAYHEAD = 2; // px: its width, by which it moves
const STEP = 5; // s
const SLOWEST = 250; // ms between two looks at the playhead
const BLEND = 0.06; // of the clip, to either side of a bar
// The server sends only two levels in four sections, which tell no clip from others; this pattern, the same for all, makes a wave of them.
const PATTERN = [0.55, 0.8, 0.62, 1, 0.7, 0.9, 0.5, 0.75, 0.95, 0.6, 0.85, 0.66, 0.45, 0.78, 0.98, 0.58, 0.7];

export class Waveform {
  /** @type {number[]} 0 to 100 */
  peaks = [];
  dragging = false;
  timer = 0; // until the playhead moves on; 0: none runs
  drawnPosition = -1; // of the playhead
  valueText = "";
  width = 0; // px, when last drawn

  /** @param {HTMLElement} slider @param {HTMLCanvasElement} canvas inside the slider @param {Sound} sound */
  constructor(slider, canvas, sound) {
    this.slider = slider;
    this.canvas = canvas;
    this.sound = sound;
    this.addListeners();
    new ResizeObserver(() => this.draw()).observe(slider);
  }

  addListeners() {
    this.slider.addEventListener("pointerdown", (event) => this.onPointerdown(event));
    this.slider.addEventListener("pointermove", (event) => this.dragging && this.seekTo(event));
    for (const end of ["pointerup", "pointercancel"]) this.slider.addEventListener(end, () => (this.dragging = false));
    this.slider.addEventListener("keydown", (event) => this.onKeydown(event));
    this.sound.addEventListener("time", () => this.moveOn());
    this.sound.addEventListener("change", () => this.animate());
    new MutationObserver(() => this.draw()).observe(document.body, { attributeFilter: ["class"] });
  }

  /** @param {number[]} peaks 0 to 100, in order of time */
  show(peaks) {
    this.peaks = peaks;
    this.draw();
  }

  /** @param {PointerEvent} event */
  onPointerdown(event) {
    if (event.button) return;
    this.dragging = true;
    this.slider.setPointerCapture(event.pointerId);
    this.seekTo(event);
  }

  /** @param {PointerEvent} event */
  seekTo(event) {
    const box = this.slider.getBoundingClientRect();
    this.sound.seek(((event.clientX - box.left) / box.width) * this.sound.duration);
  }

  /** @param {KeyboardEvent} event */
  onKeydown(event) {
    /** @type {Record<string, number>} target in s */
    const targets = {
      ArrowLeft: this.sound.time - STEP,
      ArrowDown: this.sound.time - STEP,
      ArrowRight: this.sound.time + STEP,
      ArrowUp: this.sound.time + STEP,
      Home: 0,
      End: this.sound.duration,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.sound.seek(target);
  }

  animate() {
    if (this.timer || !this.sound.playing) return;
    const step = () => {
      this.timer = 0;
      this.moveOn();
      this.animate();
    };
    const move = (this.sound.duration / Math.max(1, this.positions)) * 1000; // ms
    this.timer = window.setTimeout(() => requestAnimationFrame(step), Math.min(move, SLOWEST));
  }

  moveOn() {
    if (this.position === this.drawnPosition) this.updateAria();
    else this.draw();
  }

  /** How much has been played, 0 to 1. */
  get played() {
    const { time, duration } = this.sound;
    return duration ? Math.min(1, time / duration) : 0;
  }

  /** How many times its width the playhead moves in a clip: it takes many frames from one place to the next. */
  get positions() {
    return this.width / PLAYHEAD;
  }

  get position() {
    return Math.round(this.played * this.positions);
  }

  draw() {
    this.updateAria();
    const { width, height } = this.slider.getBoundingClientRect();
    if (!width) return;
    this.width = width;
    const scale = Math.min(window.devicePixelRatio || 1, 3);
    if (this.canvas.width !== Math.round(width * scale)) this.canvas.width = Math.round(width * scale);
    if (this.canvas.height !== Math.round(height * scale)) this.canvas.height = Math.round(height * scale);
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.drawBars(context, width, height, this.played);
    this.drawnPosition = this.position;
  }

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {number} played 0 to 1 */
  drawBars(context, width, height, played) {
    const style = getComputedStyle(this.slider);
    const [heard, ahead] = [style.getPropertyValue("--wave-heard"), style.getPropertyValue("--wave")];
    const count = Math.max(1, Math.floor((width + GAP) / (BAR + GAP)));
    const heardBars = Math.min(count, Math.max(0, Math.floor(played * count + 0.5)));
    this.fillBars(context, heard, height, { from: 0, to: heardBars, count });
    this.fillBars(context, ahead, height, { from: heardBars, to: count, count });
    context.fillStyle = heard;
    context.fillRect(Math.min(width - PLAYHEAD, played * width), 0, PLAYHEAD, height);
  }

  /** All as one path: filled one by one, they take several times as long. @param {CanvasRenderingContext2D} context @param {string} colour @param {number} height @param {{from: number, to: number, count: number}} bars */
  fillBars(context, colour, height, { from, to, count }) {
    context.fillStyle = colour;
    context.beginPath();
    for (let i = from; i < to; i += 1) {
      const barHeight = Math.max(BAR, (this.peakAt(i, count) / 100) * PATTERN[i % PATTERN.length] * (height - 6));
      if (context.roundRect) context.roundRect(i * (BAR + GAP), (height - barHeight) / 2, BAR, barHeight, BAR / 2);
      else context.rect(i * (BAR + GAP), (height - barHeight) / 2, BAR, barHeight);
    }
    context.fill();
  }

  /** @param {number} bar @param {number} bars @returns {number} the height at a bar: there are only a few levels, which blend into one another */
  peakAt(bar, bars) {
    if (!this.peaks.length) return 0;
    const middle = ((bar + 0.5) / bars) * this.peaks.length;
    const near = this.peaks.slice(Math.max(0, Math.round(middle - BLEND * this.peaks.length)), Math.round(middle + BLEND * this.peaks.length) + 1);
    return near.reduce((sum, peak) => sum + peak, 0) / near.length;
  }

  updateAria() {
    const { time, duration } = this.sound;
    const valueText = text("sound.time", { now: clock(time), end: clock(duration) });
    if (this.valueText === valueText) return;
    this.valueText = valueText;
    this.slider.setAttribute("aria-valuemax", String(Math.round(duration)));
    this.slider.setAttribute("aria-valuenow", String(Math.round(time)));
    this.slider.setAttribute("aria-valuetext", valueText);
  }
}
