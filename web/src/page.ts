// On every page: light or dark before the first paint, the search key, the list of keys.
import { make } from "./dom.ts";
import { help, isTaken } from "./keys.ts";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** The choice stays on this machine; it is not part of the address. */
function readTheme(): Theme {
  try {
    const kept = localStorage.getItem("theme") as Theme;
    return THEMES.includes(kept) ? kept : "auto";
  } catch {
    return "auto";
  }
}

function applyTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function themeButton(): HTMLButtonElement {
  const button = make("button", { type: "button", class: "plain", id: "theme" });
  const name = (): void => {
    const now = readTheme();
    button.textContent = { auto: "◐", light: "○", dark: "●" }[now];
    button.title = `Colours: ${now === "auto" ? "as the system says" : now}. Change`;
    button.setAttribute("aria-label", button.title);
  };
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(readTheme()) + 1) % THEMES.length];
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Storage is closed: the choice lasts as long as the page.
    }
    applyTheme(next);
    name();
  });
  name();
  return button;
}

function onKey(event: KeyboardEvent): void {
  const isSearch = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  if (isSearch || (event.key === "/" && !isTaken(event))) {
    event.preventDefault();
    const field = document.querySelector<HTMLInputElement>("#q");
    field?.focus();
    field?.select();
  } else if (event.key === "?" && !isTaken(event)) {
    event.preventDefault();
    help();
  }
}

applyTheme(readTheme());
addEventListener("keydown", onKey);
addEventListener("DOMContentLoaded", () => {
  const keys = make("button", { type: "button", class: "plain", id: "help", "aria-label": "Keys (?)", title: "Keys (?)", onclick: help }, "?");
  document.querySelector("#tools")?.append(themeButton(), keys);
});
