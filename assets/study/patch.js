// Makes one tree of elements equal to another, keeping what stays: the focus, scroll positions and opened parts.

const KEPT = ["open", "tabindex"]; // attributes that others set

/** @param {Element} old changed in place @param {Element} wanted loses its children */
export function patch(old, wanted) {
  for (const { name } of [...old.attributes]) if (!KEPT.includes(name) && !wanted.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const nodes = [...old.childNodes];
  const next = [...wanted.childNodes];
  next.forEach((node, at) => {
    const now = nodes[at];
    if (!now) old.append(node);
    else if (areAlike(now, node)) patch(/** @type {Element} */ (now), /** @type {Element} */ (node));
    else if (now.nodeType !== Node.TEXT_NODE || now.nodeType !== node.nodeType) now.replaceWith(node);
    else if (now.nodeValue !== node.nodeValue) now.nodeValue = node.nodeValue;
  });
  for (const node of nodes.slice(next.length)) node.remove();
}

/** @param {Node} one @param {Node} other @returns {boolean} whether both are elements of the same name and id */
function areAlike(one, other) {
  return one instanceof Element && other instanceof Element && one.tagName === other.tagName && one.id === other.id;
}
