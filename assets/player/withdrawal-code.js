// The withdrawal code: shown, copied, saved as a file.

import { copyText, saveAsFile } from "../shared/clipboard.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @typedef {{code: string, pseudonym: string}} Names of a player, given by the server */

const FILE = "earwitness-withdrawal-code.txt";

/**
 * @param {Names} names @param {boolean} kept whether the browser keeps the code
 * @param {(sentence: string) => void} tell @returns {HTMLElement}
 */
export function codeParts(names, kept, tell) {
  const letters = make("code", { class: "ew-code-letters", translate: "no" }, names.code);
  const copy = make("button", { type: "button", class: "ew-copy" }, text("code.copy"));
  const save = make("button", { type: "button", class: "ew-copy" }, text("code.save"));
  copy.addEventListener("click", async () => {
    const copied = await copyText(names.code, letters);
    tell(text(copied ? "code.copied" : "code.copy_by_hand"));
  });
  save.addEventListener("click", () => (saveAsFile(FILE, codeText(names)), tell(text("code.saved"))));
  return make(
    "section",
    { class: "ew-code", "aria-label": text("code.title") },
    make("p", {}, make("strong", {}, text("code.title"))),
    letters,
    make("p", {}, text(kept ? "code.kept" : "code.not_kept")),
    make("div", { class: "ew-code-actions" }, copy, save),
  );
}

/** @param {Names} names @returns {string} */
function codeText({ code, pseudonym }) {
  return [
    text("code.file.title"),
    "",
    code,
    "",
    text("code.file.what", { pseudonym, address: location.origin }),
    text("code.file.how"),
    text("code.file.secret"),
    "",
  ].join("\n");
}
