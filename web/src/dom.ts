// Building elements without markup strings: nothing that a source wrote can become code.

type Child = Node | string | null | undefined | false;
type Traits = Record<string, string | number | boolean | EventListener | null | undefined>;

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element; `on…` traits become listeners, true becomes an empty attribute, null leaves it out. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, traits: Traits = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), traits, children);
}

export function draw<K extends keyof SVGElementTagNameMap>(tag: K, traits: Traits = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag), traits, children);
}

function fill<E extends Element>(element: E, traits: Traits, children: Child[]): E {
  for (const [name, value] of Object.entries(traits)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child) || child === ""));
  return element;
}

/** Hands the reader a file made here. */
export function handOut(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** One CSV line (RFC 4180); a leading formula sign is disarmed for spreadsheets. */
export function csvLine(fields: (string | number | null)[]): string {
  const cell = (field: string | number | null): string => {
    if (field === null || typeof field === "number") return Number.isNaN(field) || field === null ? "" : String(field);
    const safe = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${fields.map(cell).join(",")}\r\n`;
}

/** Runs at most once a frame, with the latest arguments. */
export function onFrame<A extends unknown[]>(act: (...args: A) => void): (...args: A) => void {
  let latest: A | null = null;
  return (...args) => {
    if (!latest) {
      requestAnimationFrame(() => {
        const now = latest as A;
        latest = null;
        act(...now);
      });
    }
    latest = args;
  };
}
