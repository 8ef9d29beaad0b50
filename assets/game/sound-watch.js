// Watches the sound: says when it does not arrive and tries again, and keeps the round that is being heard open.

import { text } from "../shared/texts.js";

/**
 * @import { Announcer } from "../shared/announcer.js"
 * @import { Sound } from "./sound.js"
 * @typedef {"sound.slow" | "sound.lost"} Trouble text key
 */

const PATIENCE = 8000; // ms of silence before the player is told
const LONGEST_PAUSE = 60_000; // ms between two signs that the sound is heard

export class SoundWatch {
  timer = 0; // id; 0 while the sound is not waited for
  /** @type {Trouble | null} what the player was told */
  told = null;
  lastSign = -Infinity; // ms, like `performance.now()`

  /**
   * @param {Sound} sound @param {Announcer} announcer
   * @param {{isOpen: () => boolean, abandonMinutes: number}} round `abandonMinutes`: an open round closes so long after its audio was last asked for
   */
  constructor(sound, announcer, { isOpen, abandonMinutes }) {
    this.sound = sound;
    this.announcer = announcer;
    this.isOpen = isOpen;
    this.pause = Math.min(LONGEST_PAUSE, (abandonMinutes * 60_000) / 3);
    sound.addEventListener("change", () => this.update());
    sound.addEventListener("time", () => (this.update(), this.keepOpen()));
    sound.addEventListener("broken", () => this.tell("sound.lost"));
    window.addEventListener("online", () => this.told && this.retry());
  }

  update() {
    const { sound } = this;
    if (sound.isSilent) {
      if (!this.told) this.timer ||= window.setTimeout(() => this.tell("sound.slow"), PATIENCE);
      return;
    }
    this.stopTimer();
    if (!sound.broken) this.dismiss();
  }

  stopTimer() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** @param {Trouble} trouble */
  tell(trouble) {
    this.stopTimer();
    this.told = trouble;
    this.sound.stall(trouble === "sound.slow");
    this.announcer.notify(text(trouble), { label: text("page.try_again"), run: () => this.retry() });
  }

  dismiss() {
    if (this.told) this.announcer.dismiss(text(this.told));
    this.told = null;
  }

  retry() {
    this.dismiss();
    this.sound.retry();
  }

  /** Asks for one byte now and then: a sound that plays from the browser's memory is otherwise unknown to the server. */
  keepOpen() {
    const now = performance.now();
    const { url, isHeard } = this.sound;
    if (!url || !isHeard || !this.isOpen() || now - this.lastSign < this.pause) return;
    this.lastSign = now;
    fetch(url, { headers: { Range: "bytes=0-0" }, cache: "no-store" }).then((response) => response.arrayBuffer(), () => {});
  }
}
