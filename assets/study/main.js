// Entry point of a study's page.

import { loadCoarse, loadCountries } from "../map/shapes.js";
import { loadLeaflet } from "../map/guess-map.js";
import { make } from "../shared/dom.js";
import { followScheme } from "../shared/scheme.js";
import { StudyHeader } from "./study-header.js";
import { StudyPage } from "./study-page.js";

/** @import { StudyConfig } from "./types.d.ts" */

/** Opens the study that the document's head describes. */
function open() {
  /** @type {HTMLMetaElement | null} */
  const meta = document.querySelector('meta[name="earwitness-study"]');
  if (!meta) return;
  /** @type {StudyConfig} */
  const config = JSON.parse(meta.content);
  const root = make("main", { class: "ew" });
  const header = new StudyHeader(config.title, config.languages[0]);
  document.body.append(header.element, root);
  const page = new StudyPage(root, config, header);
  Object.assign(root, { page }); // for the console and the browser tests
  page.start().catch((error) => page.showError(error));
}

loadCoarse().then(loadCountries, loadCountries).catch(() => {}); // the map retries what fails
loadLeaflet().catch(() => {});
followScheme();
open();
