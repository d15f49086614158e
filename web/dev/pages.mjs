// The server's pages as this folder expects them: the markup of README.md, filled with invented facts.

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const PAGES = [["/", "Picture"], ["/reports", "Reports"], ["/terms", "Terms"], ["/record", "Record"]];

function frame({ title, path, mission, size, body, picture }) {
  const links = PAGES.map(([to, name]) => `<li><a href="${to}"${to === path ? ' aria-current="page"' : ""}>${name}</a></li>`).join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · ${escape(mission)} · Tregua</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${picture || body.includes("incident-map") ? '<link rel="stylesheet" href="/assets/maplibre-gl.css">' : ""}
<link rel="stylesheet" href="/assets/app.css">
<script src="/assets/page.js"></script>
${picture ? '<script type="module" src="/assets/picture.js"></script>' : ""}
${body.includes("incident-map") ? '<script type="module" src="/assets/incident.js"></script>' : ""}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="brand" href="/">Tregua</a>
<p class="mission"><span>${escape(mission)}</span> <span class="badge">fictional</span></p>
<form class="find" role="search" action="/" method="get"><input id="q" name="q" type="search" aria-label="Search incidents" placeholder="Search incidents  ( / )" autocomplete="off"></form>
<div class="asof" id="asof">as known at: <b>position ${size.toLocaleString("en-GB")}</b></div>
<div class="tools" id="tools"></div>
</header>
<nav class="rail" aria-label="Pages"><ul>${links}</ul></nav>
${body}
</body>
</html>
`;
}

const MISSION = "Calder Island truce";

export const picturePage = (world) =>
  frame({ title: "Picture", path: "/", mission: MISSION, size: world.size, picture: true, body: '<main id="main" class="picture"><noscript><p class="state whole">This picture needs JavaScript. The same incidents stand in the <a href="/reports">reports</a>.</p></noscript></main>' });

const time = (ms) => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

export function incidentPage(world, id) {
  const row = world.rows.find((one) => one.id === id);
  if (!row) return null;
  const kind = world.kinds[row.kind];
  const outcome = world.outcomes[row.outcome];
  const members = Array.from({ length: row.members }, (_, n) => ({ n, origin: n % row.origins, dx: (n * 37) % 11 - 5, dy: (n * 53) % 9 - 4 }));
  const own = row.shape >= 0 ? { type: "Feature", properties: { role: "incident" }, geometry: world.shapes[row.shape] } : { type: "Feature", properties: { role: "incident", radius_m: row.radius_m }, geometry: { type: "Point", coordinates: [row.lon, row.lat] } };
  const places = members.map((m) => ({ type: "Feature", properties: { role: "member", radius_m: (row.radius_m ?? 800) * (1.4 + (m.n % 3) * 0.5) }, geometry: { type: "Point", coordinates: [row.lon + m.dx * 0.0012, row.lat + m.dy * 0.0012] } }));
  const features = row.lat === null ? [] : [own, ...places];
  const map = escape(JSON.stringify({ type: "FeatureCollection", features }));
  const body = `<main id="main" class="page">
<p class="kind"><svg class="sym" viewBox="0 0 16 16" aria-hidden="true"><use href="/assets/symbols.svg#${{ explosion: "explosion", thermal_anomaly: "thermal", uav: "aircraft" }[kind] ?? "other"}"></use></svg> ${escape(kind.replaceAll("_", " "))} · <code>${id}</code></p>
<h1>${escape(row.title)}</h1>
<p class="lead">It probably happened between ${time(row.from)} and ${time(row.to)}. ${row.members} observations from ${row.origins} independent ${row.origins === 1 ? "origin" : "origins"} speak of it.</p>
<div class="incident-top">
<dl>
<dt>State</dt><dd>open</dd>
<dt>When</dt><dd><time datetime="${new Date(row.from).toISOString()}">${time(row.from)}</time> to <time datetime="${new Date(row.to).toISOString()}">${time(row.to)}</time></dd>
<dt>Where</dt><dd>${row.lat === null ? "place not known" : `within ${row.radius_m} m of ${row.lat}, ${row.lon} (90 %)`}</dd>
<dt>Chance</dt><dd>${row.p_ppm === null ? "not computed" : `${Math.round(row.p_ppm / 1e4)} % <meter min="0" max="1000000" value="${row.p_ppm}" aria-label="Chance">${row.p_ppm}</meter>`}</dd>
<dt>Finding</dt><dd>${outcome ? `<span class="badge" data-outcome="${outcome}">${outcome.replace("_", " ")}</span> of <a href="/terms#a2">article 2.1</a>` : "none: no clause was applied"}</dd>
</dl>
<figure><div id="incident-map" data-day="${new Date(row.from).toISOString().slice(0, 10)}" data-feature="${map}"><p class="state">Map loads with JavaScript; the place is given in words beside it.</p></div>
<figcaption>Filled: where it happened, with 90 % chance. Thin outlines: the places its members give.</figcaption></figure>
</div>
<h2>Members by origin</h2>
<div class="table" tabindex="0" role="region" aria-label="Members"><table><caption>Copies stand under their origin and count once.</caption><thead><tr><th scope="col">Observation</th><th scope="col">Origin</th><th scope="col">Sense</th><th scope="col">Time</th><th scope="col" class="num">Weight</th></tr></thead><tbody>
${members.map((m) => `<tr><th scope="row"><code>OBS-${id.slice(4)}${m.n}</code></th><td>origin ${m.origin + 1}</td><td>${["heard", "seen", "satellite thermal", "read"][m.n % 4]}</td><td>${time(row.from + m.n * 60_000)}</td><td class="num">${(0.91 - m.n * 0.04).toFixed(2)}</td></tr>`).join("\n")}
</tbody></table></div>
<h2>Alternatives</h2>
<ul><li>Two separate events within the same minute: 7 %</li><li>Controlled detonation, announced: 4 %</li></ul>
<h2>Findings</h2>
<div class="table" tabindex="0" role="region" aria-label="Findings"><table><thead><tr><th scope="col">Clause</th><th scope="col">Reading</th><th scope="col">Finding</th><th scope="col">Why</th></tr></thead><tbody>
<tr><th scope="row"><a href="/terms#a2">2.1 prohibited fire</a></th><td>as signed</td><td><span class="badge" data-outcome="breach">breach</span></td><td>Explosion not announced; inside the zone with 96 % chance.</td></tr>
<tr><th scope="row"><a href="/terms#a3">3.2 withdrawal</a></th><td>Northern Council</td><td><span class="badge" data-outcome="undetermined">undetermined</span></td><td>Calibre not known; the clause needs it.</td></tr>
<tr><th scope="row"><a href="/terms#a3">3.2 withdrawal</a></th><td>Southern Assembly</td><td><span class="badge" data-outcome="no_breach">no breach</span></td><td>Storage site within 2 km.</td></tr>
<tr><th scope="row"><a href="/terms#a5">5 demining</a></th><td>as signed</td><td><span class="badge" data-outcome="exempt">exempt</span></td><td>Announced 48 hours before.</td></tr>
</tbody></table></div>
<p class="undetermined">Undetermined under 3.2: the calibre is missing. A photograph of the crater or a fragment would decide it.</p>
<h2>Why</h2>
<ul class="tree"><li><details open><summary>Finding: breach of 2.1, position 3,204</summary><ul><li>Incident <code>${id}</code>, method fusion 1<ul><li>Observation <code>OBS-${id.slice(4)}0</code>, row 17, line 18<ul><li>Artifact <code class="hash">sha256:9c1185a5c5e9fc54612808977ee8f548b2258d31</code>, 14,203 bytes, text/csv</li></ul></li></ul></li></ul></details></li></ul>
<h2>History</h2>
<ol class="history"><li><time>${time(row.to + 3_600_000)}</time><span>Proposed by fusion 1 from two observations</span></li><li><time>${time(row.to + 9_000_000)}</time><span>A satellite pass added one origin; chance 61 % → 84 %</span></li></ol>
<h2>Proofs</h2>
<dl><dt>Leaf</dt><dd>3,204 of ${world.size}</dd><dt>Root</dt><dd><code class="hash">5d02f8c0e3a1a3b1b9b3f8f0a3b1b9b3f8f0e3a1a3b1b9b3f8f0a3b1b9b3f8f0</code></dd></dl>
<pre><code>tregua explain ${id}
tregua verify --leaf 3204</code></pre>
<footer><p class="as-of">As known at position ${world.size}. <a href="?as_of=${world.size}">Address of this page as it is now</a>.</p></footer>
</main>`;
  return frame({ title: id, path: "", mission: MISSION, size: world.size, body });
}

export function reportPage(world) {
  const counts = world.kinds.map((kind, k) => [kind, world.rows.filter((row) => row.kind === k).length]);
  const body = `<main id="main" class="page"><h1>Daily report, 30 November 2031</h1>
<p class="as-of">As known at position ${world.size.toLocaleString("en-GB")}, checkpoint <code>5d02f8c0</code>. Day in Atlantic/St_Helena.</p>
<p class="acts"><a class="button" href="/reports/2031-11-30.csv">CSV</a> <a class="button" href="/reports/2031-11-30.json">JSON</a> <a class="button" href="/reports/2031-11-30.geojson">GeoJSON</a></p>
<dl class="figures"><div><dt>incidents</dt><dd>${world.rows.length.toLocaleString("en-GB")}</dd></div><div><dt>found a breach</dt><dd>312</dd></div><div><dt>undetermined</dt><dd>1,840</dd></div><div><dt>hours observed of 24</dt><dd>17.5</dd></div></dl>
<h2>By kind</h2><div class="table" tabindex="0" role="region" aria-label="By kind"><table><thead><tr><th scope="col">Kind</th><th scope="col" class="num">Incidents</th><th scope="col" class="num">Of these, breach</th></tr></thead><tbody>${counts.map(([kind, n]) => `<tr><th scope="row">${kind.replaceAll("_", " ")}</th><td class="num"><a href="/?kinds=other">${n.toLocaleString("en-GB")}</a></td><td class="num">${Math.round(n / 9)}</td></tr>`).join("")}</tbody></table></div>
<p class="quiet">No coverage is not no violation: six hours of this day were not observed anywhere in the southern zone.</p></main>`;
  return frame({ title: "Reports", path: "/reports", mission: MISSION, size: world.size, body });
}

export const termsPage = (world) =>
  frame({ title: "Terms", path: "/terms", mission: MISSION, size: world.size, body: `<main id="main" class="page"><h1>Agreement on the cessation of fire</h1><p class="lead">Version 2, in force from 1 June 2031, 00:00.</p><h2 id="a2">Article 2</h2><blockquote>The sides shall not fire any weapon in or towards the zones of Annex A.</blockquote><p>Runs as: prohibited act, any fire, both sides, zones A and B.</p><h2 id="a3">Article 3</h2><blockquote>Weapons above 100 mm shall stand at least 9 km from the line.</blockquote><p>Two readings are recorded for 3.2.</p></main>` });

export const recordPage = (world) =>
  frame({ title: "Record", path: "/record", mission: MISSION, size: world.size, body: `<main id="main" class="page"><h1>The record</h1><dl class="figures"><div><dt>entries</dt><dd>${world.size.toLocaleString("en-GB")}</dd></div><div><dt>received</dt><dd>411</dd></div><div><dt>declared</dt><dd>38</dd></div><div><dt>refused rows</dt><dd>17</dd></div></dl><h2>Checkpoint</h2><pre><code>calder.example/log
${world.size}
XQL4wOOho7G5s/jwo7G5s/jw46GjsbmzXQL4wOOho7E=</code></pre><h2>Verify this page yourself</h2><pre><code>tregua audit
tregua verify --checkpoint checkpoint.txt</code></pre></main>` });
