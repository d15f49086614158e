// "As known at": the log position as of which the whole page is shown, and the way back to now.
import { make } from "./dom.ts";
import { showCount } from "./words.ts";

export class AsOf {
  private readonly field = make("input", { type: "number", min: 1, step: 1, inputmode: "numeric", "aria-label": "Log position" });
  private readonly head = make("summary", {});
  private readonly words = make("p", {});
  private readonly details = make("details", { class: "asof-box" }, this.head);

  /** Takes the place of the words that the server wrote into `#asof`. */
  constructor(place: HTMLElement | null, private readonly changed: (position: number | null) => void) {
    const form = make("form", { class: "pop" }, this.words, make("p", { class: "pop-line" }, this.field, make("button", { type: "submit" }, "Show"), this.now()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.set(this.field.value ? Number(this.field.value) : null);
    });
    this.details.append(form);
    this.details.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.details.contains(event.relatedTarget as Node)) this.details.open = false;
    });
    place?.replaceChildren(this.details);
  }

  /** `size`: entries in the log now; `position`: where the page stands; null = now. */
  show(size: number, position: number | null): void {
    this.field.max = String(size);
    this.field.value = position === null ? "" : String(position);
    this.field.placeholder = String(size);
    this.head.replaceChildren("as known at: ", make("b", {}, position === null ? "now" : `position ${showCount(position)}`));
    this.details.classList.toggle("past", position !== null);
    this.words.textContent = `The log holds ${showCount(size)} entries. Give a position to see the picture as it was known then.`;
  }

  private now(): HTMLElement {
    return make("button", { type: "button", onclick: () => this.set(null) }, "Now");
  }

  private set(position: number | null): void {
    this.details.open = false;
    this.changed(position);
  }
}
