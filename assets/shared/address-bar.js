// The address bar: writes addresses to the browser's history, and shows them in the address of a Space that frames the page.

const SPACES = "huggingface.co"; // shows query and hash of the page it frames when told

/**
 * @param {"pushState" | "replaceState"} how as a new entry, or in place of the current one
 * @param {unknown} state that comes back with the entry @param {{search?: string, hash?: string}} parts what changes, with its sign
 */
export function writeAddress(how, state, { search = location.search, hash = location.hash }) {
  try {
    history[how](state, "", location.pathname + search + hash);
  } catch (error) {
    console.warn(error); // some frames refuse, and browsers after a hundred in half a minute; the page shows the screen all the same
  }
  tellSpace();
}

/** Tells the Space that frames the page its query and hash. */
export function tellSpace() {
  const frame = location.ancestorOrigins?.[0] ?? document.referrer;
  if (parent === window || !URL.canParse(frame) || new URL(frame).hostname !== SPACES) return;
  const query = new URLSearchParams(location.search);
  for (const name of [...query.keys()]) if (name.startsWith("__")) query.delete(name); // the Space's own, such as a private one's pass
  parent.postMessage({ queryString: written(query), hash: location.hash }, new URL(frame).origin);
}

/** @param {URLSearchParams} query @returns {string} without its sign; names without a value stand alone */
export const written = (query) => query.toString().replace(/=(?=&|$)/g, "");
