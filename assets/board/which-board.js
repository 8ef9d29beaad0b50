// The switch between the two boards, around the world and around the head; the second loads when it is chosen.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { AroundHead } from "./around-head.js" */

/** Puts the switch on top of a board. @param {HTMLElement} root @param {(sentence: string) => void} announce */
export function whichBoard(root, announce) {
  const radios = ["world", "head"].map((which) => make("input", { type: "radio", name: "ew-board-which", value: which, checked: which === "world" }));
  const labels = radios.map((radio) => make("label", {}, radio, make("span", {}, text(`spatial.board.${radio.value}`))));
  const choice = make("fieldset", { class: "ew-board-parts ew-board-which" }, make("legend", { class: "ew-hidden" }, text("spatial.board.which")), ...labels);
  const view = make("div", { class: "ew-board-around", hidden: true });
  root.prepend(choice);
  root.append(view);
  /** @type {AroundHead | undefined} */
  let around;
  choice.addEventListener("change", async () => {
    const isHead = radios[1].checked;
    root.classList.toggle("is-around", isHead);
    view.hidden = !isHead;
    if (!isHead || around) return;
    view.replaceChildren(make("p", { role: "status" }, text("spatial.board.loading")));
    const { AroundHead: Around } = await import("./around-head.js");
    around ??= new Around(view, root.dataset.version ?? "", announce);
  });
}
