// Keys that work on the pages, and the dialog that lists them.
import { make } from "./dom.ts";

/** True while the keyboard belongs to a field, a dialog or the browser. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target as Element | null;
  return Boolean(target?.closest("input, textarea, select, [contenteditable], dialog"));
}

const EVERYWHERE: [string, string][] = [
  ["/ or Ctrl K", "search"],
  ["?", "this list"],
];

const ON_PICTURE: [string, string][] = [
  ["j, k", "next, previous incident in the list"],
  ["Enter", "open the selected incident"],
  ["m", "show the selected incident on the map"],
  ["f", "only what the map shows, on or off"],
  ["Esc", "clear: selection, then search, then time"],
  ["← →", "on a timeline handle: move that end of the time"],
];

/** Opens the help dialog; it is made on first use. */
export function help(): void {
  let dialog = document.querySelector<HTMLDialogElement>("#help-dialog");
  if (!dialog) {
    const rows = document.querySelector("main.picture") ? [...EVERYWHERE, ...ON_PICTURE] : EVERYWHERE;
    dialog = makeDialog("help-dialog", "Keys", make("dl", { class: "keys" }, ...rows.flatMap(([key, act]) => keyRow(key, act))));
  }
  if (!dialog.open) dialog.showModal();
}

const keyRow = (key: string, act: string): HTMLElement[] => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, act)];

/** A modal dialog with a title and one way out. */
export function makeDialog(id: string, title: string, ...content: HTMLElement[]): HTMLDialogElement {
  const close = make("button", { value: "close", class: "plain", "aria-label": "Close (Esc)" }, "✕");
  const head = make("form", { method: "dialog", class: "dialog-head" }, make("h2", { id: `${id}-title` }, title), close);
  const dialog = make("dialog", { id, "aria-labelledby": `${id}-title` }, head, ...content);
  document.body.append(dialog);
  return dialog;
}
