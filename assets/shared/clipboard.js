// Exporting text: to the clipboard or to a file.

/**
 * Copies text. Where an embedded frame has no clipboard access, selects the text so that the player can copy it.
 * @param {string} text @param {HTMLElement} element the element that shows it @returns {Promise<boolean>} whether it was copied
 */
export async function copyText(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return document.execCommand("copy");
  }
}

/** @param {string} name file name @param {string} text */
export function saveAsFile(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
