// Runs inline in the document's head, before anything is drawn: declares the page's language, names Gradio's tabs in it, and keeps the title.

{
  const KEPT = "earwitness.language";
  /** @type {{languages: Record<string, {dir: string, tabs: Record<string, string>}>}} */
  const { languages } = JSON.parse(document.getElementById("ew-texts")?.textContent ?? "");

  /** The player's choice; where the browser keeps nothing, the one carried through a reload. @returns {string} */
  const chosen = () => {
    try {
      return localStorage.getItem(KEPT) ?? history.state?.[KEPT] ?? "";
    } catch {
      return history.state?.[KEPT] ?? "";
    }
  };
  const wanted = [chosen(), ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0]);
  const language = wanted.find((code) => Object.hasOwn(languages, code)) ?? "en";
  const { dir, tabs } = languages[language];
  Object.assign(document.documentElement, { lang: language, dir });

  const labels = new Map(Object.entries(languages.en.tabs).map(([tab, label]) => [label, tabs[tab]]));
  /** @type {{components?: {type: string, props: {label: string}}[]} | undefined} */
  const page = Reflect.get(window, "gradio_config");
  // Gradio writes its own title once it is there: it keeps the one that it finds.
  if (page) Object.defineProperty(page, "title", { get: () => document.title, set() {}, enumerable: true });
  for (const { type, props } of page?.components ?? []) {
    if (type === "tabitem") props.label = labels.get(props.label) ?? props.label;
  }
}
