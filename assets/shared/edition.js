// The edition of the page: everything that the server sends for it has it in its address.

/** The query of this module's own address, such as `?v=0.1.0-5f0c1a2b`. */
export const EDITION = new URL(import.meta.url).search;

/** @returns {Promise<boolean>} whether the server has another edition by now, and so lacks parts of this one */
export async function isOutdated() {
  try {
    const response = await fetch(document.baseURI, { cache: "no-store" });
    return response.ok && EDITION !== "" && !(await response.text()).includes(EDITION);
  } catch {
    return false; // no server is there to tell
  }
}
