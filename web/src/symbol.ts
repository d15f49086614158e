// The drawn symbols, taken from one file that server-rendered pages use too.
import { draw } from "./dom.ts";

const SYMBOLS = new URL("./symbols.svg", import.meta.url).href;

/** One symbol, 16 px; decoration, so its meaning must stand beside it as text. */
export const symbol = (group: string): SVGSVGElement =>
  draw("svg", { class: "sym", viewBox: "0 0 16 16", "aria-hidden": "true" }, draw("use", { href: `${SYMBOLS}#${group}` }));
