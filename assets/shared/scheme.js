// The system's colour scheme, on pages of our own.

/** Follows the system's colour scheme. */
export function followScheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => void document.body.classList.toggle("dark", dark.matches);
  apply();
  dark.addEventListener("change", apply);
}
