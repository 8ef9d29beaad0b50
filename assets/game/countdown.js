// The time that is left for a round.

import { clock } from "../shared/format.js";
import { text } from "../shared/texts.js";

/** @import { Stage } from "./stage.js" */

const ANNOUNCED = [60, 30, 10]; // seconds left at which screen readers are told

export class Countdown {
  timer = 0; // id; 0 while no time runs
  endsAt = 0; // ms, like `performance.now()`
  seconds = Infinity; // as last shown

  /** @param {Stage<any>} page @param {() => void} onEnd */
  constructor(page, onEnd) {
    this.page = page;
    this.onEnd = onEnd;
  }

  /** @param {number | undefined} seconds undefined without a limit */
  start(seconds) {
    this.stop();
    if (seconds === undefined) return;
    this.endsAt = performance.now() + seconds * 1000;
    this.seconds = Infinity;
    this.timer = window.setInterval(() => this.tick(), 250);
    this.tick();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    this.page.ui.total.textContent = "";
  }

  tick() {
    const seconds = Math.max(0, Math.ceil((this.endsAt - performance.now()) / 1000));
    if (seconds === this.seconds) return;
    const sentence = text("round.time_left", { time: clock(seconds) });
    if (ANNOUNCED.includes(seconds) && this.seconds !== Infinity) this.page.announcer.announce(sentence);
    this.seconds = seconds;
    this.page.ui.total.textContent = sentence;
    if (seconds) return;
    clearInterval(this.timer);
    this.onEnd();
  }
}
