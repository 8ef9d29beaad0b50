// Text on its way out of the page: to the clipboard, or into a file.

/**
 * Embedded frames may refuse the clipboard; then the text is marked, ready to be copied by hand.
 * @param {string} text @param {HTMLElement} shown where it stands on the page @returns {Promise<boolean>} whether it was copied
 */
export async function toClipboard(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(shown);
    return document.execCommand("copy");
  }
}

/** @param {string} name of the file @param {string} text */
export function toFile(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
