// The time until the next day begins, in UTC, wherever the player is.

import { make } from "../shared/dom.js";
import { language, text } from "../shared/texts.js";

/** @import { Page } from "../game/page.js" */

/**
 * Counts down, seen but not announced. The server says how much is left, so the clock and zone of the browser do not matter.
 * @param {Page} page @param {number} seconds left
 * @returns {{element: HTMLElement, stop: () => void}}
 */
export function countDown(page, seconds) {
  const endsAt = Date.now() + seconds * 1000;
  const element = make("p", { class: "ew-next-day", role: "timer" });
  const tick = () => {
    const left = Math.ceil((endsAt - Date.now()) / 1000);
    if (left > 0) {
      element.textContent = timeLeft(left);
      return;
    }
    stop();
    const button = make("button", { type: "button", class: "ew-second" }, text("daily.next_here"));
    button.addEventListener("click", () => page.press({ label: "", run: () => page.open("daily") }));
    element.removeAttribute("role");
    element.replaceChildren(button);
    page.announcer.announce(text("daily.next_here"));
  };
  const timer = window.setInterval(tick, 1000);
  const stop = () => clearInterval(timer);
  tick();
  return { element, stop };
}

/** @param {number} seconds @returns {string} */
function timeLeft(seconds) {
  const two = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 });
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return text("daily.next_in", { hours: two.format(hours), minutes: two.format(minutes), seconds: two.format(seconds % 60) });
}
