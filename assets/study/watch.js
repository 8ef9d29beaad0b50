// Entry point of the page on which the host of a study watches it.

import { make } from "../shared/dom.js";
import { followScheme } from "../shared/scheme.js";
import { WatchPage } from "./watch-page.js";

/** Opens the page that the document's head describes. */
function open() {
  /** @type {HTMLMetaElement | null} */
  const meta = document.querySelector('meta[name="earwitness-watch"]');
  if (!meta) return;
  const root = make("main", { class: "ew ew-watch" });
  const key = new URLSearchParams(location.search).get("key") ?? "";
  const page = new WatchPage(root, JSON.parse(meta.content), key);
  document.body.append(page.header, root);
  Object.assign(root, { page }); // for the console and the browser tests
  page.start();
}

followScheme();
open();
