// The keys of the crosshair, and those of them that are pressed before its module is there.

/** @type {Record<string, [x: number, y: number]>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** @type {Record<string, number>} levels */
export const ZOOMS = { "+": 1, "=": 1, "-": -1, _: -1 };

/** @param {KeyboardEvent} event @param {HTMLElement} map @returns {boolean} */
export const isForCrosshair = ({ key, ctrlKey, metaKey, altKey, target }, map) =>
  target === map && !ctrlKey && !metaKey && !altKey && (key === "Enter" || Object.hasOwn(ARROWS, key) || Object.hasOwn(ZOOMS, key));

/** @param {HTMLElement} map @returns {() => KeyboardEvent[]} ends the keeping, and gives what was pressed since the map had the focus */
export function keepKeys(map) {
  /** @type {KeyboardEvent[]} */
  let kept = [];
  const keeping = new AbortController();
  const { signal } = keeping;
  const keep = (/** @type {KeyboardEvent} */ event) => {
    if (!isForCrosshair(event, map)) return;
    event.preventDefault();
    kept.push(event);
  };
  map.addEventListener("keydown", keep, { signal });
  map.addEventListener("blur", () => (kept = []), { signal });
  return () => {
    keeping.abort();
    return kept;
  };
}
