// The withdrawal code: shown, copied, saved as a file.

import { toClipboard, toFile } from "../shared/clipboard.js";
import { make } from "../shared/dom.js";

/** @typedef {{code: string, pseudonym: string}} Names of a player, given by the server */

const FILE = "earwitness-withdrawal-code.txt";
const KEPT = "With it your guesses can be deleted, from any browser. This one keeps it, under About.";
const NOT_KEPT = "With it your guesses can be deleted. This browser keeps nothing, so copy or save it now.";

/**
 * @param {Names} names @param {boolean} kept whether the browser keeps the code
 * @param {(sentence: string) => void} tell @returns {HTMLElement}
 */
export function codeParts(names, kept, tell) {
  const letters = make("code", { class: "ew-code-letters", translate: "no" }, names.code);
  const copy = make("button", { type: "button", class: "ew-copy" }, "Copy");
  const save = make("button", { type: "button", class: "ew-copy" }, "Save as a file");
  copy.addEventListener("click", async () => {
    const copied = await toClipboard(names.code, letters);
    tell(copied ? "Copied." : "Copy the marked code.");
  });
  save.addEventListener("click", () => (toFile(FILE, codeText(names)), tell("Saved as a file.")));
  return make(
    "section",
    { class: "ew-code", "aria-label": "Your withdrawal code" },
    make("p", {}, make("strong", {}, "Your withdrawal code")),
    letters,
    make("p", {}, kept ? KEPT : NOT_KEPT),
    make("div", { class: "ew-code-actions" }, copy, save),
  );
}

/** @param {Names} names @returns {string} */
function codeText({ code, pseudonym }) {
  return [
    "Earwitness: withdrawal code",
    "",
    code,
    "",
    `It deletes the guesses of ${pseudonym} at ${location.origin}`,
    "Open the About tab there, and under Your data choose “I have a code”.",
    "Keep it to yourself: whoever has it can delete these guesses.",
    "",
  ].join("\n");
}
