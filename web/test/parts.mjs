// The parts that need no browser: address, days, sifting, circles, words. Each name is the claim.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { build } from "esbuild";
import { makeWorld } from "../dev/world.mjs";

const PARTS = ["address", "bins", "dom", "incidents", "ink", "kinds", "shapes", "sift", "words", "zone"];

/** Bundles the parts under test into one module in memory. */
async function load() {
  const contents = PARTS.map((part) => `export * as ${part} from "./src/${part}.ts";`).join("\n");
  const made = await build({ stdin: { contents, resolveDir: new URL("..", import.meta.url).pathname }, bundle: true, format: "esm", write: false, platform: "node" });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].text).toString("base64")}`);
}

const p = await load();
let failed = 0;
let passed = 0;

function claim(name, body) {
  try {
    body();
    passed++;
    console.log(`ok ${name}`);
  } catch (fault) {
    failed++;
    console.log(`not ok ${name}\n  ${String(fault.message).replaceAll("\n", "\n  ")}`);
  }
}

function pictureOf(world) {
  const columns = {};
  for (const name of ["id", "kind", "from", "to", "lat", "lon", "radius_m", "members", "origins", "p_ppm", "shape", "title", "outcome"]) columns[name] = world.rows.map((row) => row[name]);
  return { as_of: 1, total: world.rows.length, shown: world.rows.length, limit: 20_000, columns, kinds: world.kinds, outcomes: world.outcomes, shapes: world.shapes };
}

const view = (more) => ({ ...p.address.START, ...more });
const question = (more) => ({ from: null, to: null, kinds: null, finding: null, words: "", frame: null, order: "latest", ...more });

claim("a view written to the address is read back the same", () => {
  const full = view({
    at: { lat: -33.01234, lon: -17.54321, zoom: 9.25 },
    from: Date.UTC(2031, 3, 1),
    to: Date.UTC(2031, 3, 8),
    spread: { from: Date.UTC(2031, 2, 1), to: Date.UTC(2031, 5, 1) },
    kinds: ["explosion", "fire"],
    finding: "breach",
    words: "müll & 100 %, km?",
    chosen: "INC-7K3Q",
    asOf: 1234,
    hidden: ["zone-p1"],
    framed: true,
    order: "origins",
  });
  assert.deepEqual(p.address.readView(p.address.writeView(full)), full);
});
claim("the view at the start has a plain address", () => assert.equal(p.address.writeView(view({})), ""));
claim("no kind at all is another view than every kind", () => assert.deepEqual(p.address.readView(p.address.writeView(view({ kinds: [] }))).kinds, []));
claim("an address that makes no sense is the view at the start", () =>
  assert.deepEqual(p.address.readView("?at=91,0,3&from=x&to=y&as_of=-1&order=loud&spread=a,b"), p.address.START));
claim("a time that ends before it begins is left out", () => assert.equal(p.address.readView("?from=2031-05-02T00:00:00Z&to=2031-05-01T00:00:00Z").from, null));

claim("a local day is 23 hours long when clocks go forward", () => {
  const zone = new p.zone.Zone("Europe/Paris");
  const start = zone.readDay("2031-03-30");
  assert.equal((zone.dayStart(start + 1.5 * p.zone.DAY) - start) / 3_600_000, 23);
});
claim("bins of local days follow the clock through a whole year", () => {
  const zone = new p.zone.Zone("America/Santiago");
  const lines = p.zone.edges(zone, p.zone.STEPS[4], zone.readDay("2031-01-01"), zone.readDay("2032-01-01"));
  assert.equal(lines.length, 366);
  assert.ok(lines.every((at) => zone.dayStart(at) === at));
});
claim("an unknown zone is UTC and says so", () => assert.equal(new p.zone.Zone("Nowhere/Land").name, "UTC"));

const utc = new p.zone.Zone("UTC");
claim("a whole day is shown without a false hour", () => assert.equal(p.words.showInterval(Date.UTC(2031, 2, 3), Date.UTC(2031, 2, 4), utc), "3 Mar 2031, hour not known"));
claim("a minute is shown as a minute", () => assert.equal(p.words.showInterval(Date.UTC(2031, 2, 3, 14, 5), Date.UTC(2031, 2, 3, 14, 5), utc), "3 Mar 2031, 14:05"));
claim("a chance is never shown as certain", () => {
  assert.equal(p.words.showPercent(999_999), "> 99 %");
  assert.equal(p.words.showPercent(1), "< 1 %");
});
claim("a CSV cell cannot become a formula", () => assert.equal(p.dom.csvLine(["=1+1", 'a "b", c', null, 2]), `'=1+1,"a ""b"", c",,2\r\n`));

const FRAME = { box: [-18, -33.6, -16.2, -32.5], wide: 880, tall: 560, zoom: 8.4 };
const world = makeWorld(20_000);
const all = new p.incidents.Incidents(pictureOf(world));

claim("an open question lists every incident once", () => {
  const { list } = p.sift.sift(all, question({}));
  assert.equal(list.length, 20_000);
  assert.equal(new Set(list).size, 20_000);
});
claim("the list is in time order", () => {
  const { list } = p.sift.sift(all, question({}));
  assert.ok(list.every((row, n) => n === 0 || all.from[list[n - 1]] >= all.from[row]));
});
claim("neighbouring times share only what may have happened in both", () => {
  const noon = Date.UTC(2031, 4, 1, 12);
  const before = new Set(p.sift.sift(all, question({ to: noon })).list);
  const after = new Set(p.sift.sift(all, question({ from: noon })).list);
  const both = [...before].filter((row) => after.has(row));
  assert.equal(before.size + after.size - both.length, 20_000);
  assert.ok(both.every((row) => all.from[row] < noon && all.to[row] > noon));
});
claim("a day known only as a day belongs to that day and not to the next", () => {
  const row = Array.from(all.from).findIndex((from, n) => all.to[n] - from === p.zone.DAY);
  const day = { from: all.from[row], to: all.to[row] };
  assert.ok(p.sift.sift(all, question(day)).list.includes(row));
  assert.ok(!p.sift.sift(all, question({ from: day.to, to: day.to + p.zone.DAY })).list.includes(row));
});
claim("kinds together make the whole", () => {
  const parts = p.kinds.GROUPS.map((group) => p.sift.sift(all, question({ kinds: [group.id] })).list.length);
  assert.equal(parts.reduce((a, b) => a + b), 20_000);
  assert.deepEqual(parts, Array.from(p.sift.sift(all, question({ kinds: [] })).perGroup));
});
claim("incidents without a known place are counted when the map's frame is asked for", () => {
  const { list, placeless } = p.sift.sift(all, question({ frame: [-180, -90, 180, 90] }));
  assert.ok(placeless > 0);
  assert.equal(list.length + placeless, 20_000);
});
claim("words are found in any order and case, also in ids", () => {
  const id = all.ids[500];
  assert.deepEqual(Array.from(p.sift.sift(all, question({ words: id.toLowerCase() })).list), [500]);
  const { list } = p.sift.sift(all, question({ words: "QUILLAN explosion" }));
  assert.ok(list.length > 0 && list.every((row) => /quillan/i.test(all.titles[row])));
});
claim("20,000 incidents are sifted and measured for ink in under 100 ms", () => {
  const times = [1, 2, 3, 4].map((n) => {
    const start = performance.now();
    const answer = p.sift.sift(all, question({ words: "o", from: Date.UTC(2031, 3, n), frame: [-17.9, -33.4, -16.2, -32.6] }));
    p.ink.ink(all, answer.onMap, FRAME);
    return performance.now() - start;
  });
  assert.ok(Math.min(...times) < 100, `took ${times.map((ms) => ms.toFixed(0)).join(", ")} ms`);
});
claim("bars count each incident in the bin of its start", () => {
  const lines = p.bins.layBins(all, utc, Date.UTC(2031, 2, 1), Date.UTC(2031, 11, 1), 300);
  const counts = p.bins.countBins(all, lines, new Uint8Array(all.size).fill(1));
  assert.equal(lines.step.name, "day");
  assert.equal(counts.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0), 0), 20_000);
});

const distance = ([lon, lat], [x, y]) => {
  const r = Math.PI / 180;
  const a = Math.sin(((y - lat) * r) / 2) ** 2 + Math.cos(lat * r) * Math.cos(y * r) * Math.sin(((x - lon) * r) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(a));
};
claim("a circle's corners lie at its radius, small or large, far from the equator", () => {
  for (const radius of [50, 3_000, 19_000, 25_000, 300_000]) {
    const ring = p.shapes.circle(-17, 62, radius).coordinates[0];
    for (const corner of ring) assert.ok(Math.abs(distance([-17, 62], corner) / radius - 1) < 0.005, `${radius} m`);
  }
});
claim("what lies under a point comes narrowest first", () => {
  const rows = p.shapes.under(all, new Uint8Array(all.size).fill(1), -16.9, -33.0, 0.01);
  assert.ok(rows.length > 3);
  assert.ok(rows.every((row, n) => n === 0 || all.reach[rows[n - 1]] <= all.reach[row]));
});
claim("crowded shapes are drawn thinner than few", () => {
  const few = new Uint8Array(all.size);
  few.fill(1, 0, 60);
  const [crowd, handful] = [p.ink.ink(all, new Uint8Array(all.size).fill(1), FRAME), p.ink.ink(all, few, FRAME)];
  assert.ok(crowd.area < handful.area && crowd.edge < handful.edge && crowd.dot < handful.dot);
  assert.ok(crowd.isSum && !handful.isSum);
});
claim("the sum of one circle covers the circle's area and nothing else", () => {
  const one = { ...pictureOf({ ...world, rows: [{ ...world.rows[0], lat: -33, lon: -17, radius_m: 9_000, shape: -1, p_ppm: 1_000_000 }] }) };
  const lone = new p.incidents.Incidents(one);
  const { grid, area } = p.ink.ink(lone, new Uint8Array([1]), FRAME);
  const strength = 0.24 * p.ink.thinness(9_000);
  const cells = grid.values.reduce((sum, value) => sum + value, 0) / strength;
  const cell = [((grid.box[2] - grid.box[0]) / grid.cols) * Math.cos((33 * Math.PI) / 180), (grid.box[3] - grid.box[1]) / grid.rows].map((d) => d * 111_195);
  assert.equal(area, 1);
  assert.ok(Math.abs((cells * cell[0] * cell[1]) / (Math.PI * 81e6) - 1) < 0.02, `${(cells * cell[0] * cell[1]) / (Math.PI * 81e6)}`);
});
claim("the sum of a ring with a hole leaves the hole empty, whichever way it is written", () => {
  const box = (half) => [[-17 - half, -33 - half], [-17 + half, -33 - half], [-17 + half, -33 + half], [-17 - half, -33 + half], [-17 - half, -33 - half]];
  for (const flip of [(ring) => ring, (ring) => [...ring].reverse()]) {
    const shape = { type: "Polygon", coordinates: [box(0.2), flip(box(0.1))] };
    const lone = new p.incidents.Incidents(pictureOf({ ...world, shapes: [shape], rows: [{ ...world.rows[0], lat: -33, lon: -17, shape: 0 }] }));
    const { grid } = p.ink.ink(lone, new Uint8Array([1]), FRAME);
    const value = (lon, lat) => grid.values[Math.floor(((grid.box[3] - lat) / (grid.box[3] - grid.box[1])) * grid.rows) * (grid.cols + 1) + Math.floor(((lon - grid.box[0]) / (grid.box[2] - grid.box[0])) * grid.cols)];
    assert.ok(Math.abs(value(-17, -33)) < 1e-6 && value(-17.15, -33) > 0.01 && Math.abs(value(-17.3, -33)) < 1e-6);
  }
});
claim("a zone's name stands inside it, also where the zone is bent", () => {
  const bent = { type: "Polygon", coordinates: [[[0, 0], [10, 0], [10, 10], [8, 10], [8, 2], [2, 2], [2, 10], [0, 10], [0, 0]]] };
  const [x, y] = p.shapes.middle(bent).coordinates;
  assert.ok(x < 2 || x > 8 || y < 2);
});
claim("the same world is made at every run", () => assert.deepEqual(makeWorld(50).rows, makeWorld(50).rows));

const dist = new URL("../dist/", import.meta.url);
const land = JSON.parse(await readFile(new URL("land.json", dist), "utf8"));
claim("the basemap is land without names or borders", () => {
  assert.equal(land.features.length, 1);
  assert.deepEqual(land.features[0].properties, {});
  assert.equal(land.features[0].geometry.type, "MultiPolygon");
});
const files = await readdir(dist);
claim("all assets are there under stable names", () => {
  for (const name of ["picture.js", "page.js", "incident.js", "app.css", "maplibre-gl.js", "maplibre-gl-worker.js", "maplibre-gl.css", "land.json", "symbols.svg", "icon.svg", "licences.txt"]) assert.ok(files.includes(name), name);
});

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
