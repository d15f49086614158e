// The pages in a real browser, against any server that keeps the contract: `node test/picture.mjs [BASE] [--screenshots DIR]`.
// Without BASE (argument or environment) it starts the stand-in of dev/.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { serve } from "../dev/serve.mjs";

const FLAGS =
  "--headless=new --no-sandbox --disable-gpu --use-angle=swiftshader --enable-unsafe-swiftshader --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const PATIENCE_MS = 30_000;
const CSP = ["default-src 'self'", "script-src 'self'", "style-src 'self'", "worker-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"];

const args = process.argv.slice(2);
const shotsAt = args.indexOf("--screenshots");
const shots = shotsAt < 0 ? null : args.splice(shotsAt, 2)[1];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const own = args[0] ?? process.env.BASE ? null : await serve();
const base = (args[0] ?? process.env.BASE ?? own.base).replace(/\/$/, "");

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS.split(" ") });
const faults = [];
const hosts = new Set();
let passed = 0;
let failed = 0;

// ---- what every claim needs ----

async function claim(name, body) {
  const before = faults.length;
  try {
    await body();
    if (faults.length > before) throw new Error(faults.slice(before).join("\n"));
    passed++;
    console.log(`ok ${name}`);
  } catch (fault) {
    failed++;
    console.log(`not ok ${name}\n  ${String(fault.message).slice(0, 1500).replaceAll("\n", "\n  ")}`);
  }
}

function equal(got, wanted, what) {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(`${what}: got \`${JSON.stringify(got)}\`, wanted \`${JSON.stringify(wanted)}\``);
}

function holds(truth, what) {
  if (!truth) throw new Error(what);
}

/** A page that keeps account of errors, policy violations and hosts asked. */
async function open(path, options = {}) {
  const { width = 1440, height = 900, allow = /^$/, ...rest } = options;
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", ...rest });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && !allow.test(message.text()) && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => /^https?:/.test(request.url()) && hosts.add(new URL(request.url()).host));
  await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  await page.goto(base + path);
  return page;
}

/** Polls from outside: the page's policy forbids code made from text. */
async function until(page, test, what, argument) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate(test, argument))) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await page.waitForTimeout(40);
  }
}

const ready = (page) => until(page, () => document.querySelector("main.picture")?.dataset.state === "ready", "the picture is ready");
const idle = (page) => until(page, () => document.querySelector("#map")?.dataset.idle === "true", "the map is idle");
const count = (page) => page.evaluate(() => Number(document.querySelector("#count strong")?.textContent.replace(/\D/g, "")));
const search = (page) => page.evaluate(() => location.search);
const selected = (page) => page.evaluate(() => document.querySelector("#list [aria-selected=true]")?.dataset.id ?? null);
const asLooked = async (page) => ({ count: await count(page), words: await page.inputValue("#q"), chosen: await selected(page), chips: await page.locator(".chip").allTextContents() });

async function openReady(path = "/", options = {}) {
  const page = await open(path, options);
  await ready(page);
  return page;
}

const close = (page) => page.context().close();

async function brush(page, from, to) {
  const box = await page.locator(".tl-plot").boundingBox();
  const x = (part) => box.x + 4 + (box.width - 44) * part;
  await page.mouse.move(x(from), box.y + 40);
  await page.mouse.down();
  await page.mouse.move(x((from + to) / 2), box.y + 42, { steps: 3 });
  await page.mouse.move(x(to), box.y + 42, { steps: 3 });
  await page.mouse.up();
  await until(page, () => /[?&](from|to)=/.test(location.search), "the brush is in the address");
}

/** Colours that occur in a screenshot of an element. */
async function colours(page, selector) {
  const png = (await page.locator(selector).screenshot()).toString("base64");
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    return new Set(new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer)).size;
  }, png);
}

async function accessible(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const grave = found.violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  const words = grave.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 4).map((n) => `    ${n.target} ${n.failureSummary?.split("\n")[1] ?? ""}`).join("\n")}`);
  holds(!grave.length, `${what}:\n${words.join("\n")}`);
}

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
const ask = async (path) => (await fetch(base + path)).json();

// ---- claims ----

const summary = await ask("/api/v1/summary");
const picture = await ask("/api/v1/picture?limit=20000");
const placed = picture.columns.id.findIndex((_, i) => picture.columns.lat[i] !== null && picture.columns.radius_m[i] > 0);
const anyId = picture.columns.id[Math.max(0, placed)];
const incidentPath = `/incidents/${encodeURIComponent(anyId)}`;

await claim("the page states a strict policy", async () => {
  const policy = (await fetch(`${base}/`)).headers.get("content-security-policy") ?? "";
  for (const part of CSP) holds(policy.includes(part), `policy lacks ${part}: ${policy}`);
  holds(!policy.includes("unsafe"), `policy is loose: ${policy}`);
});

const page = await openReady();

await claim("the picture loads without console errors or policy violations", async () => {
  await idle(page);
  equal(await page.locator("main.picture > section").count(), 3, "map, timeline and list");
});
await claim("the map is drawn", async () => {
  equal(await page.locator("#map canvas").count(), 1, "canvases");
  holds((await colours(page, "#map")) > 40, "the map is nearly blank");
});
await claim("the list says how many incidents it holds", async () => equal(await count(page), picture.shown, "count"));
await claim("the list draws only the rows in sight", async () => {
  const rows = page.locator("#list [role=option]");
  const drawn = await rows.count();
  holds(drawn > 0 && drawn < 60, `${drawn} rows drawn`);
  equal(Number(await rows.first().getAttribute("aria-setsize")), picture.shown, "aria-setsize");
});
await claim("the timeline has a row for each group of kinds, and a coverage band", async () => {
  const rows = await page.locator(".tl-row").count();
  holds(rows > 0 && rows <= summary.kinds.length, `${rows} rows`);
  equal(await page.locator(".tl-bars").count(), rows, "rows of bars");
  equal(await page.locator(".tl-cover-name").count(), 1, "coverage");
});
await claim("a brush on the timeline narrows the list and stands in the address", async () => {
  await brush(page, 0.35, 0.55);
  const few = await count(page);
  holds(few < picture.shown, `still ${few}`);
  holds(!(await search(page)).includes("at="), "nobody moved the map, yet its place is in the address");
  equal(await page.locator(".chip").count(), 1, "chips");
});
await claim("a kind switched off leaves list and address", async () => {
  const before = await count(page);
  const row = page.locator(".tl-row").first();
  const own = Number((await row.locator(".tl-count").textContent()).replace(/\D/g, ""));
  await row.locator("input").uncheck();
  equal(await count(page), before - own, "count");
  if (await page.locator(".tl-row").count() > 1) holds((await search(page)).includes("kinds="), "kinds are not in the address");
});
await claim("back and forward step through what was done", async () => {
  const now = await count(page);
  await page.goBack();
  await until(page, () => !location.search.includes("kinds="), "kinds are gone");
  const before = await count(page);
  await page.goForward();
  await until(page, () => location.search.includes("kinds="), "kinds are back");
  equal([await count(page), before >= now], [now, true], "counts");
});
await claim("a clicked row is selected in list, card, timeline and address", async () => {
  const row = page.locator("#list [role=option]").nth(1);
  const id = await row.getAttribute("data-id");
  await row.click();
  equal(await selected(page), id, "selected row");
  holds((await page.locator("#card a.act").getAttribute("href")).startsWith(`/incidents/${id}`), "the card links elsewhere");
  holds((await search(page)).includes(`sel=${id}`), "selection is not in the address");
  await until(page, () => document.querySelectorAll(".tl-chosen").length === 1, "the timeline marks it");
});
await claim("the address alone brings the same view back", async () => {
  await page.fill("#q", "e");
  await page.waitForTimeout(200);
  await idle(page);
  const [address, looked] = [await search(page), await asLooked(page)];
  const twin = await openReady(`/${address}`);
  await until(twin, () => document.querySelector("#card"), "the card is there");
  equal(await asLooked(twin), looked, "view");
  equal(await search(twin), address, "address");
  await close(twin);
});
await claim("escape clears the selection, then the search, then the time", async () => {
  await page.locator("#list").focus();
  for (const gone of ["sel=", "q=", "from="]) {
    await page.keyboard.press("Escape");
    holds(!(await search(page)).includes(gone), `${gone} is still there`);
  }
});
await claim("filters answer in under 100 ms", async () => {
  await page.evaluate(() => performance.clearMeasures());
  for (const words of ["a", "an", "ano", ""]) await page.fill("#q", words);
  const times = await page.evaluate(() => performance.getEntriesByName("tregua:sift").map((entry) => Math.round(entry.duration)).sort((a, b) => a - b));
  holds(times.length >= 4 && times[Math.floor(times.length / 2)] < 100, `${times.join(", ")} ms`);
});
await claim("a search without a match says so and offers the way out", async () => {
  await page.fill("#q", "zzzz no such words");
  holds((await page.locator("#side .state").textContent()).includes("No incident fits"), "no sentence");
  await page.click("#side .state button");
  holds((await count(page)) > 0, "still empty");
});
await close(page);

await claim("keys: j, k, Enter, /, Ctrl+K, ?", async () => {
  const keys = await openReady();
  await keys.keyboard.press("j");
  const first = await selected(keys);
  await keys.keyboard.press("j");
  const second = await selected(keys);
  holds(first && second && first !== second, "j does not move");
  await keys.keyboard.press("k");
  equal(await selected(keys), first, "k");
  await keys.keyboard.press("/");
  equal(await keys.evaluate(() => document.activeElement.id), "q", "/ focuses");
  await keys.keyboard.press("Escape");
  await keys.keyboard.press("Control+k");
  equal(await keys.evaluate(() => document.activeElement.id), "q", "Ctrl+K focuses");
  await keys.keyboard.press("Escape");
  await keys.keyboard.press("?");
  holds(await keys.locator("#help-dialog").isVisible(), "no help");
  await accessible(keys, "help dialog");
  await keys.keyboard.press("Escape");
  await keys.locator("#help-dialog").waitFor({ state: "hidden" });
  equal(await selected(keys), first, "closing the help keeps the selection");
  await keys.keyboard.press("Enter");
  await keys.waitForURL(`**/incidents/${first}*`, { waitUntil: "domcontentloaded" });
  await keys.goBack();
  await ready(keys);
  equal(await selected(keys), first, "selection after coming back");
  await close(keys);
});

await claim("timeline handles move by keys", async () => {
  const keys = await openReady();
  await until(keys, () => document.querySelector("[data-end=from]"), "handles");
  await keys.locator("[data-end=from]").focus();
  for (let n = 0; n < 3; n++) {
    await keys.keyboard.press("ArrowRight");
    await keys.waitForTimeout(120);
  }
  equal(await keys.evaluate(() => document.activeElement.getAttribute("data-end")), "from", "focus");
  equal(await keys.locator("[data-end=from]").getAttribute("aria-valuenow"), "3", "value");
  await close(keys);
});

if (placed >= 0) {
  await claim("a click on a shape selects an incident that lies there", async () => {
    const { lat, lon } = picture.columns;
    const map = await openReady(`/?at=${lat[placed]},${lon[placed]},13`);
    await idle(map);
    const box = await map.locator("#map").boundingBox();
    await map.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await until(map, () => document.querySelector("#card"), "a card");
    holds((await selected(map)) !== null, "nothing is selected in the list");
    await close(map);
  });
  await claim("only what the map shows: the list follows the map", async () => {
    const { lat, lon } = picture.columns;
    const map = await openReady(`/?at=${lat[placed]},${lon[placed]},13&framed=1`);
    const near = await count(map);
    holds(near > 0 && (near < picture.shown || picture.shown < 5), `${near} in the frame`);
    await idle(map);
    const box = await map.locator("#map").boundingBox();
    await map.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (let n = 0; n < 6; n++) await map.mouse.wheel(0, 400);
    await until(map, (before) => Number(document.querySelector("#count strong")?.textContent.replace(/\D/g, "")) >= before && location.search.includes("at="), "the list grows", near);
    await map.uncheck("#framed");
    equal(await count(map), picture.shown, "count without the frame");
    await close(map);
  });
}

await claim("a failed answer is one sentence and a way to try again", async () => {
  const broken = await open("/", { allow: /Failed to load resource/ });
  await broken.route("**/api/v1/picture*", (route) => route.abort());
  await broken.reload();
  await until(broken, () => document.querySelector("main.picture")?.dataset.state === "failed", "the failed state");
  holds((await broken.locator("#side .state").textContent()).includes("could not be read"), "no sentence");
  await broken.unroute("**/api/v1/picture*");
  await broken.click("#side .state button");
  await ready(broken);
  await close(broken);
});

await claim("an older position of the log is asked for and shown", async () => {
  const older = await openReady(`/?as_of=${summary.log.size - 1}`);
  holds((await older.locator("#asof").textContent()).includes("position"), "no position");
  holds((await count(older)) <= picture.total, "more than now");
  await close(older);
});

await claim("a cut answer says so, hatches what was not read, and reads it when it is chosen", async () => {
  const cut = await open("/");
  const asked = [];
  await cut.route("**/api/v1/picture*", async (route) => {
    const query = new URL(route.request().url()).searchParams;
    if (query.has("from") || query.has("to")) {
      asked.push(query);
      return route.continue();
    }
    const body = await (await route.fetch()).json();
    const byTime = body.columns.from.map((from, row) => [from, row]).sort((a, b) => b[0] - a[0]);
    const latest = byTime.slice(0, Math.ceil(byTime.length / 4)).map(([, row]) => row);
    const columns = Object.fromEntries(Object.entries(body.columns).map(([name, values]) => [name, latest.map((row) => values[row])]));
    return route.fulfill({ json: { ...body, columns, shown: columns.id.length } });
  });
  await cut.reload();
  await ready(cut);
  holds((await cut.locator("#note").textContent()).includes("narrow the time"), "no note");
  await until(cut, () => document.querySelector(".tl-unread"), "hatching");
  await brush(cut, 0.01, 0.25);
  const wanted = new URLSearchParams(await search(cut));
  const isAsked = () => asked.some((query) => query.get("to") === wanted.get("to") && query.get("from") === wanted.get("from"));
  for (let n = 0; n < 100 && !isAsked(); n++) await cut.waitForTimeout(50);
  holds(isAsked(), `the chosen time was not asked for: ${asked.join(" ")}`);
  await ready(cut);
  await close(cut);
});

await claim("dark follows the system, and the choice is kept", async () => {
  const dark = await openReady("/", { colorScheme: "dark" });
  const ground = () => dark.evaluate(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0));
  holds((await ground()) < 150, "the ground is not dark");
  await dark.click("#theme");
  holds((await ground()) > 600, "light was chosen");
  await dark.reload();
  await ready(dark);
  holds((await ground()) > 600, "the choice is lost");
  await close(dark);
});

const DOCUMENTS = [incidentPath, "/reports", "/terms", "/record"];

for (const colorScheme of ["light", "dark"]) {
  await claim(`no serious accessibility fault, ${colorScheme}`, async () => {
    const axed = await openReady(`/?sel=${encodeURIComponent(anyId)}&finding=&q=`, { colorScheme });
    await until(axed, () => document.querySelector("#card"), "the card");
    await axed.locator("#legend summary").click();
    await accessible(axed, "picture");
    await axed.getByRole("button", { name: "As a table" }).click();
    await accessible(axed, "table dialog");
    await close(axed);
    for (const path of DOCUMENTS) {
      const document = await open(path, { colorScheme });
      await accessible(document, path);
      await close(document);
    }
  });
}

await claim("the incident page draws its map, or says why not", async () => {
  const one = await open(incidentPath);
  await until(one, () => document.querySelector("#incident-map[data-state=ready]") || document.querySelector("#incident-map .state"), "map or sentence");
  if (placed >= 0) {
    await until(one, () => document.querySelector("#incident-map[data-state=ready]"), "the map");
    await one.waitForTimeout(500);
    holds((await colours(one, "#incident-map")) > 20, "the map is nearly blank");
  }
  await close(one);
});

for (const width of [390, 1024, 1440]) {
  await claim(`nothing overflows sideways at ${width} px`, async () => {
    for (const path of ["/", `/?sel=${encodeURIComponent(anyId)}`, ...DOCUMENTS]) {
      const narrow = await open(path, { width, height: 844 });
      if (path.startsWith("/?") || path === "/") await ready(narrow);
      holds(await fits(narrow), `${path} overflows`);
      await close(narrow);
    }
  });
}

await claim("no foreign host was asked for anything", async () => equal([...hosts], [new URL(base).host], "hosts"));

// ---- pictures for human eyes ----

async function shoot(name, path, width, colorScheme) {
  const one = await open(path, { width, height: { 390: 844, 1024: 768, 1440: 900 }[width], colorScheme });
  if (path.startsWith("/?") || path === "/") await ready(one).then(() => idle(one));
  else await one.waitForTimeout(1_500);
  await one.waitForTimeout(300);
  await one.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: width === 390 || !path.startsWith("/?") && path !== "/" });
  await close(one);
}

if (shots) {
  await mkdir(shots, { recursive: true });
  const last = Date.parse(summary.span?.to ?? new Date().toISOString());
  const week = `from=${new Date(last - 14 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z&to=${new Date(last - 7 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;
  const pages = { picture: "/", week: `/?${week}`, selected: `/?sel=${encodeURIComponent(anyId)}`, incident: incidentPath, reports: "/reports", terms: "/terms", record: "/record" };
  for (const [name, path] of Object.entries(pages)) for (const width of [1440, 1024, 390]) for (const scheme of ["light", "dark"]) await shoot(name, path, width, scheme);
}

await browser.close();
own?.server.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
