// The annotation page: one wrong answer after the other, each given a cause by a key or a button.

import { loadCoarse, loadCountries } from "../map/shapes.js";
import { AnnotationPage } from "./annotation-page.js";

/** Follows the system's colour scheme. */
function followScheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => void document.body.classList.toggle("dark", dark.matches);
  apply();
  dark.addEventListener("change", apply);
}

/** @type {HTMLMetaElement | null} */
const meta = document.querySelector('meta[name="earwitness-annotate"]');
const root = document.querySelector("main");

followScheme();
loadCoarse().then(loadCountries, loadCountries).catch(() => {}); // the map retries what fails
if (meta && root) new AnnotationPage(root, meta.content).start();
