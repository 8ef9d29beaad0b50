// Whether the board is as narrow as on phones, measured in rem as its style sheets do: larger text makes it narrow, too.

const HOLDER = "#ew-leaderboard";
const LIMIT = 47.99; // rem

class Narrow extends EventTarget {
  matches = false;

  /** @param {HTMLElement} root of the board, in its holder */
  watch(root) {
    this.update(root);
    new ResizeObserver(() => this.update(root)).observe(root); // larger text makes it higher
  }

  /** @param {HTMLElement} root */
  update(root) {
    const width = root.closest(HOLDER)?.clientWidth || innerWidth; // 0 while another tab is open
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const matches = width <= LIMIT * rem;
    if (matches === this.matches) return;
    this.matches = matches;
    this.dispatchEvent(new Event("change"));
  }
}

export const narrow = new Narrow();
