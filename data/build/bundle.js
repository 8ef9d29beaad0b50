// Joins the page's modules into few files: writes data/page_bundle.json. Run by `make bundle`, from the project's root.
//
// What is imported on demand stays in files of its own. The same modules and the same rolldown give the same bytes;
// with --check it writes nothing, and fails if the file is another.

import { createHash } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { rolldown } from "rolldown";

const ASSETS = "assets/";
const OUT = "data/page_bundle.json";
// Each page has its own, as nobody opens two of them; the board is drawn in the game's page and shares its modules.
const PAGES = [["main.js", "board/board.js"], ["study/main.js"], ["study/watch.js"], ["annotate/main.js"], ["party/screen.js"]];

/** @param {string} entry @returns {string} name of its file: `study` of `study/main.js` */
const nameOf = (entry) => entry.replace(/\/main\.js$|\.js$/, "").split("/").at(-1) ?? entry;

/** @returns {string} of all modules' names and bytes; game/page_bundle.py computes the same */
function digest() {
  const hash = createHash("sha256");
  for (const name of globSync("**/*.js", { cwd: ASSETS }).sort()) hash.update(`${name}\0`).update(readFileSync(ASSETS + name)).update("\0");
  return hash.digest("hex");
}

/** @param {string[]} entries of a page */
async function join(entries) {
  const input = Object.fromEntries(entries.map((entry) => [nameOf(entry), ASSETS + entry]));
  const build = await rolldown({ input });
  const names = { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js", hashCharacters: /** @type {const} */ ("hex") };
  const { output } = await build.generate({ format: "es", minify: true, ...names });
  return output.filter((file) => file.type === "chunk");
}

const chunks = (await Promise.all(PAGES.map(join))).flat();
const files = new Map(chunks.map(({ fileName, code }) => [fileName, code]));
const imports = new Map(chunks.map(({ fileName, imports }) => [fileName, imports]));

/** @param {string} file @returns {string[]} it and all that it needs, each once */
function closure(file, found = new Set()) {
  if (!found.has(file)) {
    found.add(file);
    for (const name of imports.get(file) ?? []) closure(name, found);
  }
  return [...found];
}

const entries = Object.fromEntries(PAGES.flat().map((entry) => [entry, closure(`${nameOf(entry)}.js`)]));
const bundle = { sources: digest(), entries, files: Object.fromEntries([...files].sort(([one], [other]) => (one < other ? -1 : 1))) };
const text = `${JSON.stringify(bundle, null, 1)}\n`;
if (!process.argv.includes("--check")) writeFileSync(OUT, text);
else if (readFileSync(OUT, "utf8") !== text) {
  console.error(`${OUT} is of other modules: run make bundle`);
  process.exit(1);
}
