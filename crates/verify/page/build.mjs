// Puts program, shim and page into one file. node build.mjs PROGRAM.wasm PAGE.html
import { readFileSync, writeFileSync } from "node:fs";

const [wasm, page] = process.argv.slice(2);
const part = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const shim = part("wasi.mjs").replace("export async function", "async function");
const html = part("verify.html").replace("/*WASI*/", () => shim).replace("/*WASM*/", () => readFileSync(wasm).toString("base64"));
writeFileSync(page, html);
console.log(`${page}: ${html.length} bytes, one file, needs no network`);
