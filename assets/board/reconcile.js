// Updates a table's rows in place without losing focus or scroll position.

/**
 * @typedef {object} TableRow a row to render
 * @property {string} id @property {string} signature JSON of what it is made from @property {() => HTMLElement} make
 */

/**
 * Updates `body` to these rows in this order; keeps the elements of unchanged rows, and the focus.
 * @param {HTMLElement} body @param {TableRow[]} parts
 * @param {Map<string, {signature: string, element: HTMLElement}>} drawn the current rows; updated
 */
export function reconcile(body, parts, drawn) {
  const focus = focusWithin(body);
  const focused = focus && { id: focus.closest("tr")?.dataset.id ?? "", act: focus.dataset.act };
  const wanted = new Set(parts.map(({ id }) => id));
  for (const [id, { element }] of drawn) if (!wanted.has(id)) drawn.delete(id), element.remove();
  let next = body.firstElementChild;
  for (const part of parts) {
    const old = drawn.get(part.id);
    const element = old?.signature === part.signature ? old.element : part.make();
    if (old && old.element !== element) {
      if (next === old.element) next = element;
      old.element.replaceWith(element);
    }
    drawn.set(part.id, { signature: part.signature, element });
    if (element === next) next = element.nextElementSibling;
    else body.insertBefore(element, next);
  }
  const row = focused && document.activeElement !== focus && drawn.get(focused.id);
  if (row) focusOn(row.element, `[data-act="${focused.act}"]`);
}

/** @param {HTMLElement} element @returns {HTMLElement | null} the focused element, if it is inside */
export function focusWithin(element) {
  const focus = document.activeElement;
  return focus instanceof HTMLElement && element.contains(focus) ? focus : null;
}

/** @param {HTMLElement} element @param {string} selector of the element to focus inside it */
export function focusOn(element, selector) {
  /** @type {HTMLElement | null} */
  const target = element.querySelector(selector);
  target?.focus({ preventScroll: true });
}
