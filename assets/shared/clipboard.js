// Exporting: by the browser's share sheet, to the clipboard or to a file.

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

/** @returns {boolean} whether the browser has a share sheet */
export const hasShareSheet = () => typeof navigator.share === "function";

/** @param {ShareData} message @returns {Promise<boolean>} whether the browser showed its share sheet; it says itself what became of it */
export async function openShareSheet(message) {
  try {
    await navigator.share(message);
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === "AbortError"; // the player closed it
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
