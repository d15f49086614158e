// A stand-in for the server, for development and tests: same contract, invented island, nothing but Node.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { incidentPage, picturePage, recordPage, reportPage, termsPage } from "./pages.mjs";
import { coverageDays, layersOn, makeWorld } from "./world.mjs";

const DIST = new URL("../dist/", import.meta.url);
const TYPES = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", json: "application/json", svg: "image/svg+xml", txt: "text/plain; charset=utf-8" };
const HEADERS = {
  "content-security-policy":
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

const SPAN = 86_400_000;

function summaryOf(world) {
  const found = (name) => world.rows.filter((row) => world.outcomes[row.outcome] === name).length;
  return {
    mission: { name: "Calder Island truce", zone: world.zone, centre: world.centre, zoom: 8.4, parties: world.parties, fictional: true },
    log: { size: world.size, root: "5d02f8c0e3a1a3b1b9b3f8f0a3b1b9b3f8f0e3a1a3b1b9b3f8f0a3b1b9b3f8f0", checkpoint: "calder.example/log" },
    families: { received: 411, declared: 38, concluded: world.size - 449 },
    counts: {
      artifacts: 411,
      observations: world.rows.reduce((sum, row) => sum + row.members, 0),
      refused: 17,
      incidents: world.rows.length,
      findings: { breach: found("breach"), no_breach: found("no_breach"), exempt: found("exempt"), undetermined: found("undetermined") },
    },
    span: { from: new Date(world.rows[0].from).toISOString(), to: new Date(Math.max(...world.rows.slice(-50).map((row) => row.to))).toISOString() },
    kinds: world.kinds.map((kind, k) => ({ kind, incidents: world.rows.filter((row) => row.kind === k).length })),
  };
}

function pictureOf(world, q, most) {
  const from = q.get("from") ? Date.parse(q.get("from")) : -Infinity;
  const to = q.get("to") ? Date.parse(q.get("to")) : Infinity;
  const wanted = q.get("kind")?.split(",");
  const asOf = q.get("as_of") ? Number(q.get("as_of")) : world.size;
  const limit = Math.min(Number(q.get("limit") ?? 20_000), most);
  const known = world.rows.slice(0, Math.floor((world.rows.length * asOf) / world.size));
  const all = known.filter((row) => row.from < to && Math.max(row.to, row.from + 1) > from && (!wanted || wanted.includes(world.kinds[row.kind])));
  const rows = all.slice(Math.max(0, all.length - limit));
  const columns = {};
  for (const name of ["id", "kind", "from", "to", "lat", "lon", "radius_m", "members", "origins", "p_ppm", "shape", "title", "outcome"]) columns[name] = rows.map((row) => row[name]);
  return { as_of: asOf, total: all.length, shown: rows.length, limit, columns, kinds: world.kinds, outcomes: world.outcomes, shapes: world.shapes };
}

function coverageOf(q) {
  const from = q.get("from") ? Date.parse(q.get("from")) : -Infinity;
  const to = q.get("to") ? Date.parse(q.get("to")) : Infinity;
  return { days: coverageDays().filter((d) => Date.parse(d.day) < to && Date.parse(d.day) + SPAN > from) };
}

/** Starts the stand-in; `most` caps an answer, to see how a cut picture looks. */
export function serve({ port = 0, count = 12_000, most = 20_000 } = {}) {
  const world = makeWorld(count);
  const summary = summaryOf(world);
  const json = (value) => [200, "application/json", JSON.stringify(value)];
  const html = (text) => (text ? [200, "text/html; charset=utf-8", text] : [404, "text/html; charset=utf-8", "<!doctype html><title>Not found</title><p>There is no such page."]);
  const answer = async (url) => {
    const path = url.pathname;
    if (path === "/api/v1/summary") return json(summary);
    if (path === "/api/v1/picture") return json(pictureOf(world, url.searchParams, most));
    if (path === "/api/v1/layers") return json(layersOn(url.searchParams.get("day")));
    if (path === "/api/v1/coverage") return json(coverageOf(url.searchParams));
    if (path === "/") return html(picturePage(world));
    if (path.startsWith("/incidents/")) return html(incidentPage(world, decodeURIComponent(path.slice(11))));
    if (path === "/reports") return html(reportPage(world));
    if (path === "/terms") return html(termsPage(world));
    if (path === "/record") return html(recordPage(world));
    const name = /^\/assets\/([\w-]+(?:\.[\w-]+)*\.(\w+))$/.exec(path);
    if (!name) return html(null);
    return [200, TYPES[name[2]] ?? "application/octet-stream", await readFile(new URL(name[1], DIST))];
  };
  const server = createServer((request, response) => {
    answer(new URL(request.url, "http://localhost")).then(
      ([status, type, body]) => response.writeHead(status, { ...HEADERS, "content-type": type }).end(body),
      () => response.writeHead(404, HEADERS).end(),
    );
  });
  return new Promise((done) => server.listen(port, "127.0.0.1", () => done({ server, base: `http://127.0.0.1:${server.address().port}` })));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const option = (name, otherwise) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1] || otherwise);
  const has = (name) => process.argv.includes(`--${name}`);
  const { base } = await serve({ port: has("port") ? option("port") : 8788, count: has("count") ? option("count") : 12_000, most: has("most") ? option("most") : 20_000 });
  console.log(`${base}/`);
}
