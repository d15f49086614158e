// Builds web/dist: bundles with stable names, third-party files untouched beside them.
import { build } from "esbuild";
import { feature } from "topojson-client";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";

const OUT = new URL("./dist/", import.meta.url);
const MODULES = new URL("./node_modules/", import.meta.url);

/** maplibre-gl stays one file of its own, shared by picture.js and incident.js. */
const mapBesideUs = {
  name: "map-beside-us",
  setup(within) {
    within.onResolve({ filter: /^maplibre-gl$/ }, () => ({ path: "./maplibre-gl.js", external: true }));
  },
};

async function bundle() {
  const common = { bundle: true, minify: true, target: "es2022", outdir: OUT.pathname, logLevel: "warning", charset: "utf8" };
  await build({ ...common, entryPoints: ["src/picture.ts", "src/incident.ts"], format: "esm", plugins: [mapBesideUs] });
  await build({ ...common, entryPoints: ["src/page.ts"], format: "iife" });
  await build({ ...common, entryPoints: [{ in: "src/styles/app.css", out: "app" }] });
}

/** Copies a third-party script without its source-map line (the maps are not shipped). */
async function copyScript(from, to) {
  const text = await readFile(new URL(from, MODULES), "utf8");
  await writeFile(new URL(to, OUT), text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
}

/** Land only: no country polygons, which would take sides. Coordinates to 4 decimals (about 10 m). */
async function land() {
  const atlas = JSON.parse(await readFile(new URL("world-atlas/land-50m.json", MODULES), "utf8"));
  const shape = feature(atlas, atlas.objects.land);
  const round = (_, value) => (typeof value === "number" ? Math.round(value * 1e4) / 1e4 : value);
  await writeFile(new URL("land.json", OUT), JSON.stringify(shape, round));
}

/** Licences of what lies in dist travel with it. */
async function licences() {
  const parts = [
    ["maplibre-gl 6.17.0", "maplibre-gl/LICENSE.txt"],
    ["world-atlas 2.0.2 (land-50m, from Natural Earth, public domain)", "world-atlas/LICENSE"],
  ];
  const texts = await Promise.all(parts.map(async ([name, path]) => `${name}\n\n${await readFile(new URL(path, MODULES), "utf8")}`));
  await writeFile(new URL("licences.txt", OUT), texts.join("\n\n----\n\n"));
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await Promise.all([
  bundle(),
  copyScript("maplibre-gl/dist/maplibre-gl.mjs", "maplibre-gl.js"),
  copyScript("maplibre-gl/dist/maplibre-gl-worker.mjs", "maplibre-gl-worker.js"),
  copyFile(new URL("maplibre-gl/dist/maplibre-gl.css", MODULES), new URL("maplibre-gl.css", OUT)),
  copyFile("src/symbols.svg", new URL("symbols.svg", OUT)),
  copyFile("src/icon.svg", new URL("icon.svg", OUT)),
  land(),
  licences(),
]);
