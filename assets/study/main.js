// Entry point of a study's page.

import { loadCoarse, loadCountries } from "../map/shapes.js";
import { loadLeaflet } from "../map/guess-map.js";
import { make } from "../shared/dom.js";
import { followScheme } from "../shared/scheme.js";
import { language, languages, speak } from "../shared/texts.js";
import { StudyHeader } from "./study-header.js";
import { StudyPage } from "./study-page.js";
import { chooseLanguage } from "./way.js";

/** @import { StudyConfig } from "./types.d.ts" */

/** Opens the study that the document's head describes, in the participant's language. */
async function open() {
  /** @type {HTMLMetaElement | null} */
  const meta = document.querySelector('meta[name="earwitness-study"]');
  if (!meta) return;
  /** @type {StudyConfig} */
  const config = JSON.parse(meta.content);
  const link = new URLSearchParams(location.search);
  await speakLike(chooseLanguage(config.languages, [link.get("lang") ?? "", ...navigator.languages]));
  const root = make("main", { class: "ew" });
  const header = new StudyHeader(config.title, config.languages[0]);
  document.body.append(header.element, root);
  const page = new StudyPage(root, config, header);
  Object.assign(root, { page }); // for the console and the browser tests
  page.start().catch((error) => page.showError(error));
}

/** Has the page's own words in the study's language, if there is a translation. @param {string} tag such as "pt-BR" */
async function speakLike(tag) {
  await speak(tag.toLowerCase().split("-")[0]).catch(() => {}); // English, where they do not arrive
  Object.assign(document.documentElement, { lang: language, dir: languages[language].dir });
}

loadCoarse().then(loadCountries, loadCountries).catch(() => {}); // the map retries what fails
loadLeaflet().catch(() => {});
followScheme();
open();
