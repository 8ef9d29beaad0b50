// The withdrawal code, with buttons to copy it and to save it as a file.

import { copyText, saveAsFile } from "../shared/clipboard.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @typedef {{code: string, pseudonym: string}} Names */

const FILE = "earwitness-withdrawal-code.txt";

/**
 * @param {Names} names @param {boolean} stored whether the browser stores the code
 * @param {(sentence: string) => void} notify @returns {HTMLElement}
 */
export function codeParts(names, stored, notify) {
  const element = make("code", { class: "ew-code-letters", translate: "no" }, names.code);
  const copy = make("button", { type: "button", class: "ew-copy" }, text("code.copy"));
  const save = make("button", { type: "button", class: "ew-copy" }, text("code.save"));
  copy.addEventListener("click", async () => {
    const copied = await copyText(names.code, element);
    notify(text(copied ? "code.copied" : "code.copy_by_hand"));
  });
  save.addEventListener("click", () => (saveAsFile(FILE, codeText(names)), notify(text("code.saved"))));
  return make(
    "section",
    { class: "ew-code", "aria-label": text("code.title") },
    make("p", {}, make("strong", {}, text("code.title"))),
    element,
    make("p", {}, text(stored ? "code.kept" : "code.not_kept")),
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
