// The end of a study: thanks, the completion code, and the way back.

import { codeParts } from "../player/withdrawal-code.js";
import { copyText } from "../shared/clipboard.js";
import { make } from "../shared/dom.js";
import { httpUrl } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { OwnData } from "../shared/types.d.ts"
 * @import { ButtonAction } from "../game/stage.js"
 * @import { StudyPage } from "./study-page.js"
 * @import { EndStep, View } from "./types.d.ts"
 */

const ENDINGS = {
  completed: { title: "study.end.completed", what: "study.end.completed.what" },
  screened_out: { title: "study.end.screened_out", what: "study.end.screened_out.what" },
  failed: { title: "study.end.failed", what: "study.end.failed.what" },
  returned: { title: "study.end.returned", what: "study.end.returned.what" },
  declined: { title: "study.end.declined", what: "study.end.declined.what" },
};
const PAUSE_SECONDS = 15; // before the page leads back by itself

/** @param {StudyPage} page @param {EndStep} step */
export async function end(page, { outcome, code, url, contact }) {
  const { title, what } = ENDINGS[outcome];
  const back = httpUrl(url);
  const names = outcome === "completed" ? await ownData(page) : null;
  /** @param {string} sentence */
  const notify = (sentence) => page.announcer.notify(sentence);
  const parts = [
    make("p", {}, text(what)),
    code && codeBox(code, notify),
    back && make("p", { class: "ew-study-leaving", role: "status" }),
    names && make("details", {}, make("summary", {}, text("study.end.withdraw")), make("p", {}, text("study.end.withdraw.how")), codeParts(names, false, notify)),
    contact && make("p", { class: "ew-hint" }, text("study.contact", { contact })),
  ];
  page.showStep(text(title), parts, { label: "" });
  page.ui.actions.hidden = !back;
  if (back) leadBack(page, back);
}

/** @param {StudyPage} page @returns {Promise<{code: string, pseudonym: string} | null>} */
async function ownData(page) {
  try {
    /** @type {OwnData} */
    const me = await page.api.get("/api/players/me");
    return { code: me.withdrawal_code, pseudonym: me.pseudonym };
  } catch {
    return null;
  }
}

/** @param {string} code @param {(sentence: string) => void} notify @returns {HTMLElement} */
function codeBox(code, notify) {
  const element = make("code", { class: "ew-code-letters", translate: "no" }, code);
  const copy = make("button", { type: "button", class: "ew-copy" }, text("study.end.copy"));
  copy.addEventListener("click", async () => notify(text((await copyText(code, element)) ? "code.copied" : "code.copy_by_hand")));
  return make("section", { class: "ew-code", "aria-label": text("study.end.code") }, make("p", {}, make("strong", {}, text("study.end.code"))), element, copy);
}

/** Leads back after a pause, which can be stopped. @param {StudyPage} page @param {string} url */
function leadBack(page, url) {
  const line = page.ui.body.querySelector(".ew-study-leaving");
  let seconds = PAUSE_SECONDS;
  const go = () => location.assign(url);
  const show = () => void (line && (line.textContent = text("study.end.leaving", { count: seconds })));
  const timer = window.setInterval(() => ((seconds -= 1), seconds > 0 ? show() : (clearInterval(timer), go())), 1000);
  const stop = () => {
    clearInterval(timer);
    if (line) line.textContent = text("study.end.stays");
    page.setActions(forward);
  };
  /** @type {ButtonAction<View>} */
  const forward = { label: text("study.end.go"), run: () => (clearInterval(timer), go()) };
  show();
  page.setActions(forward, { label: text("study.end.stay"), run: stop });
  page.leave = () => clearInterval(timer);
}

/** The server has no such participant any more. @param {StudyPage} page */
export function gone(page) {
  page.showStep(text("study.gone"), [make("p", {}, text("study.gone.what"))], { label: text("study.gone.again"), run: () => page.way.open() });
}

/** The link leads nowhere. @param {StudyPage} page @param {string} sentence why */
export function refused(page, sentence) {
  page.showStep(text("study.refused"), [make("p", {}, sentence)], { label: text("page.try_again"), run: () => page.way.open() });
}
