// An invented island with an invented truce: seeded, so that every run draws the same picture. Nothing here is real.

const CENTRE = { lat: -33.02, lon: -17.05 };
const ZONE = "Atlantic/St_Helena";
const START = Date.UTC(2031, 2, 1);
const DAYS = 275;
const DAY = 86_400_000;
const TRUCE_DAY = 92;
const KM = 1 / 111.195;
const COS = Math.cos((CENTRE.lat * Math.PI) / 180);

/** Small seeded generator (mulberry32). */
function seeded(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return { next, normal, pick: (list) => list[Math.floor(next() * list.length)], between: (lo, hi) => lo + next() * (hi - lo) };
}

const at = (xKm, yKm) => [CENTRE.lon + (xKm * KM) / COS, CENTRE.lat + yKm * KM];
const round = ([lon, lat]) => [Math.round(lon * 1e5) / 1e5, Math.round(lat * 1e5) / 1e5];

/** A coast: an ellipse with bays. */
function coast(xKm, yKm, aKm, bKm, seed, corners = 260) {
  const r = seeded(seed);
  const waves = Array.from({ length: 9 }, (_, n) => ({ n: n + 2, size: (0.16 * (0.4 + r.next())) / (n + 1.2), phase: r.next() * 7 }));
  const ring = [];
  for (let i = 0; i < corners; i++) {
    const t = (i / corners) * 2 * Math.PI;
    const swell = 1 + waves.reduce((sum, w) => sum + w.size * Math.sin(w.n * t + w.phase), 0) + 0.012 * r.normal();
    ring.push(round(at(xKm + aKm * swell * Math.cos(t), yKm + bKm * swell * Math.sin(t))));
  }
  ring.push(ring[0]);
  return ring;
}

function isInside(ring, [lon, lat]) {
  let odd = false;
  for (let n = 0, b = ring.length - 1; n < ring.length; b = n++) {
    const [x1, y1] = ring[n];
    const [x0, y0] = ring[b];
    if (y1 > lat !== y0 > lat && lon < ((x0 - x1) * (lat - y1)) / (y0 - y1) + x1) odd = !odd;
  }
  return odd;
}

const ISLAND = coast(0, 0, 62, 40, 11);
const ISLETS = [coast(58, 34, 7, 4, 5, 70), coast(-66, -27, 5, 6, 9, 70)];
const isLand = (p) => isInside(ISLAND, p) || ISLETS.some((ring) => isInside(ring, p));

const PARTIES = [
  { id: "p1", name: "Northern Council", hue: 214 },
  { id: "p2", name: "Southern Assembly", hue: 34 },
];

const SETTLEMENTS = [
  ["Port Sallow", -44, 12], ["Ennet", -27, 22], ["Low Harrow", -9, 8], ["Quillan", 13, 6], ["Marrow Bay", 34, 19],
  ["Tarn Ferry", 41, -3], ["Oldmill", 22, -14], ["Sedge", -3, -12], ["Witherby", -30, -8], ["South Landing", 4, -29], ["Calder Top", 6, 27],
].map(([name, x, y]) => ({ name, x, y, point: round(at(x, y)) }));

/** North of the line in km, at x; the line bulges south after the first month. */
function lineAt(xKm, day) {
  const bulge = -3.2 * Math.min(1, Math.max(0, (day - 20) / 45)) * Math.exp(-(((xKm - 14) / 13) ** 2));
  return 1.5 + 5 * Math.sin(xKm / 17) + 1.6 * Math.sin(xKm / 5.1 + 1) + bulge;
}

function lineOf(day, shiftKm = 0) {
  const points = [];
  for (let x = -80; x <= 80; x += 1.2) {
    const p = at(x, lineAt(x, day) + shiftKm);
    if (isInside(ISLAND, p)) points.push(round(p));
  }
  return points;
}

function band(day, nearKm, farKm) {
  const near = lineOf(day, nearKm);
  const far = lineOf(day, farKm);
  const ring = [...near, ...far.reverse()];
  return [...ring, ring[0]];
}

function disc(x, y, km, corners = 48) {
  const ring = Array.from({ length: corners }, (_, i) => round(at(x + km * Math.cos((i / corners) * 2 * Math.PI), y + km * Math.sin((i / corners) * 2 * Math.PI))));
  return [...ring, ring[0]];
}

const WINDS = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];

/** Annular sector: what a patrol means by "3 to 5 km ESE of the town". */
function sector(x, y, wind, loKm, hiKm) {
  const mid = (wind * 22.5 * Math.PI) / 180;
  const half = (11.25 * Math.PI) / 180;
  const arc = (km, from, to) => Array.from({ length: 9 }, (_, i) => from + ((to - from) * i) / 8).map((t) => round(at(x + km * Math.sin(t), y + km * Math.cos(t))));
  const ring = [...arc(hiKm, mid - half, mid + half), ...arc(Math.max(0.05, loKm), mid + half, mid - half)];
  return { type: "Polygon", coordinates: [[...ring, ring[0]].reverse()] };
}

const KINDS = [
  ["thermal_anomaly", 0.5], ["explosion", 0.17], ["exchange_of_fire", 0.055], ["burst", 0.085], ["shot", 0.03], ["projectile", 0.03],
  ["uav", 0.05], ["aircraft", 0.006], ["restriction", 0.016], ["weapon_seen", 0.022], ["casualty", 0.008], ["damage", 0.012], ["statement", 0.011], ["seismic_event", 0.005],
];
const OUTCOMES = ["breach", "no_breach", "exempt", "undetermined"];
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function pickKind(r) {
  let left = r.next() * KINDS.reduce((sum, [, weight]) => sum + weight, 0);
  return KINDS.findIndex(([, weight]) => (left -= weight) < 0);
}

/** Busy before the truce, a steep fall on its day, two flare-ups, and a weekly beat. */
function dayWeight(day) {
  const before = 1 + 0.3 * Math.sin(day / 9);
  const flare = (mid, wide, high) => high * Math.exp(-(((day - mid) / wide) ** 2));
  return day < TRUCE_DAY ? before + flare(60, 7, 1.3) : 0.28 * before + flare(150, 5, 0.9) + flare(228, 9, 0.55);
}

function dayPicker(r) {
  const sums = [];
  for (let d = 0, sum = 0; d < DAYS; d++) sums.push((sum += Math.max(0.02, dayWeight(d))));
  return () => {
    const x = r.next() * sums[DAYS - 1];
    return sums.findIndex((sum) => sum >= x);
  };
}

function place(r, day, spread) {
  for (let tries = 0; tries < 60; tries++) {
    const hot = r.next() < 0.6;
    const x = hot ? r.pick([-30, -9, 14, 14, 37]) + 4.5 * r.normal() : r.between(-58, 58);
    const y = lineAt(x, day) + spread * r.normal();
    if (isLand(at(x, y))) return { x, y };
  }
  return { x: 0, y: 0 };
}

const nearest = (x, y) => SETTLEMENTS.reduce((best, s) => (Math.hypot(s.x - x, s.y - y) < Math.hypot(best.x - x, best.y - y) ? s : best));

function whereabouts(x, y) {
  const town = nearest(x, y);
  const km = Math.hypot(x - town.x, y - town.y);
  const wind = Math.round((((Math.atan2(x - town.x, y - town.y) * 180) / Math.PI + 360) % 360) / 22.5) % 16;
  return km < 1.5 ? { town, words: `at ${town.name}`, km, wind } : { town, words: `${Math.round(km)} km ${WINDS[wind]} of ${town.name}`, km, wind };
}

const TITLES = {
  thermal_anomaly: (r, w) => `Thermal anomaly, ${w}`,
  explosion: (r, w) => `${r.pick(["Explosion", "Two explosions", "At least five explosions", "Undetermined explosions"])} ${r.pick(["heard", "seen and heard"])}, ${w}`,
  exchange_of_fire: (r, w) => `Exchange of fire, ${w}`,
  burst: (r, w) => `${r.pick(["Three", "About 20", "Several", "Over 40"])} bursts of heavy machine-gun fire, ${w}`,
  shot: (r, w) => `${r.pick(["Single shots", "About ten shots", "Several shots"])} of small arms, ${w}`,
  projectile: (r, w) => `Projectile in flight, ${w}`,
  uav: (r, w) => `${r.pick(["Mini-UAV", "UAV"])} seen, ${w}`,
  aircraft: (r, w) => `Aircraft heard, ${w}`,
  restriction: (r, w) => `Patrol ${r.pick(["denied passage", "delayed", "turned back at a checkpoint"])}, ${w}`,
  weapon_seen: (r, w) => `${r.pick(["Towed howitzers", "A mortar", "Two tanks", "An anti-aircraft gun"])} seen, ${w}`,
  casualty: (r, w) => `${r.pick(["One person injured", "Two people injured", "One person killed"])}, ${w}`,
  damage: (r, w) => `${r.pick(["House", "School yard", "Power line", "Pumping station"])} damaged, ${w}`,
  statement: (r, w) => `Statement reporting fire, ${w}`,
  seismic_event: (r, w) => `Seismic event, ${w}`,
};

/** How well the place is known, by how such things are usually seen. */
function radiusFor(kind, r) {
  if (kind === "thermal_anomaly") return Math.round(r.between(380, 1_300));
  if (kind === "uav" || kind === "aircraft") return Math.round(r.between(700, 5_000));
  if (kind === "seismic_event") return Math.round(r.between(3_000, 24_000));
  if (["damage", "casualty", "weapon_seen", "restriction"].includes(kind)) return Math.round(r.between(20, 350));
  return Math.round(Math.exp(r.between(5.2, 8.4)));
}

function timeFor(r, day) {
  const start = START + day * DAY;
  const roll = r.next();
  if (roll < 0.08) return [start, start + DAY];
  const hour = r.next() < 0.55 ? r.between(18, 29) % 24 : r.between(0, 24);
  const from = start + Math.floor((hour * 3_600_000) / 60_000) * 60_000;
  if (roll < 0.55) return [from, from];
  return [from, from + Math.round(r.between(2, roll < 0.9 ? 50 : 600)) * 60_000];
}

function idOf(n) {
  let text = "";
  for (let x = (n * 7_368_787 + 12_345_701) % 33_554_432, i = 0; i < 5; i++, x = Math.floor(x / 32)) text += ALPHABET[x % 32];
  return `INC-${text}`;
}

export function makeWorld(count, seed = 7) {
  const r = seeded(seed);
  const pickDay = dayPicker(r);
  const kinds = KINDS.map(([kind]) => kind);
  const shapes = [];
  const rows = Array.from({ length: count }, (_, n) => {
    const k = pickKind(r);
    const kind = kinds[k];
    const day = pickDay();
    const { x, y } = place(r, day, kind === "statement" ? 9 : kind === "thermal_anomaly" ? 5 : 2.8);
    const where = whereabouts(x, y);
    const [from, to] = timeFor(r, day);
    const radius = radiusFor(kind, r);
    const [lon, lat] = round(at(x, y));
    const origins = r.next() < 0.72 ? 1 : 2 + Math.floor(r.next() ** 3 * 5);
    const chance = r.next() < 0.05 ? null : Math.min(999_000, Math.round(1e6 * (1 - r.between(0.12, 0.8) ** origins)));
    const row = { id: idOf(n), kind: k, from, to, lat, lon, radius_m: radius, members: origins + Math.floor(r.next() ** 2 * 6), origins, p_ppm: chance, shape: -1, title: TITLES[kind](r, where.words), outcome: -1 };
    if (["explosion", "burst", "exchange_of_fire"].includes(kind) && r.next() < 0.3) {
      const lo = Math.max(0.4, Math.floor(where.km) - 1);
      row.shape = shapes.push(sector(where.town.x, where.town.y, where.wind, lo, lo + r.pick([1, 2, 3]))) - 1;
      row.title = row.title.replace(/, .*/, `, ${Math.round(lo)} to ${Math.round(lo + 2)} km ${WINDS[where.wind]} of ${where.town.name}`);
    } else if (kind === "statement" && r.next() < 0.6) {
      row.shape = shapes.push({ type: "Polygon", coordinates: [disc(where.town.x, where.town.y, r.between(5, 9))] }) - 1;
      row.title = `Statement reporting fire in ${where.town.name} district`;
    } else if (kind !== "thermal_anomaly" && r.next() < 0.04) {
      row.lat = row.lon = row.radius_m = null;
      row.title = row.title.replace(/, .*/, ", place not stated");
    }
    if (day >= TRUCE_DAY && kind !== "seismic_event") row.outcome = finding(r, kind);
    return row;
  });
  rows.sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
  return { rows, kinds, shapes, outcomes: OUTCOMES, zone: ZONE, centre: CENTRE, parties: PARTIES, size: count * 3 + 411 };
}

function finding(r, kind) {
  const roll = r.next();
  if (kind === "thermal_anomaly") return roll < 0.86 ? 3 : 1;
  return roll < 0.22 ? 0 : roll < 0.34 ? 1 : roll < 0.39 ? 2 : 3;
}

export function layersOn(dayText) {
  const day = (Date.parse(`${dayText}T00:00:00Z`) - START) / DAY;
  const month = Math.min(DAYS, Math.max(0, Math.floor(day / 15) * 15));
  const since = new Date(START + month * DAY).toISOString().slice(0, 10);
  const source = "invented for demonstration";
  const layer = (id, name, kind, geometry, more = {}) => ({ id, name, kind, source, valid_from: since, geometry, ...more });
  const list = [
    layer("land", "Island", "land", { type: "MultiPolygon", coordinates: [[ISLAND], ...ISLETS.map((ring) => [ring])] }),
    layer("zone-p1", "Northern withdrawal zone", "zone", { type: "Polygon", coordinates: [band(month, 1.2, 9)] }, { party: "p1" }),
    layer("zone-p2", "Southern withdrawal zone", "zone", { type: "Polygon", coordinates: [band(month, -9, -1.2)] }, { party: "p2" }),
    layer("area-quillan", "Quillan disengagement area", "zone", { type: "Polygon", coordinates: [disc(15, 4, 3.6)] }, { style: "dashed" }),
    layer("line", "Line of contact", "line", { type: "LineString", coordinates: lineOf(month) }),
    layer("line-claimed", "Line as claimed by the Southern Assembly", "line", { type: "LineString", coordinates: lineOf(month, 2.4).slice(44, 92) }, { party: "p2", style: "dashed" }),
  ];
  for (const town of SETTLEMENTS) list.push(layer(`town-${town.name.toLowerCase().replaceAll(" ", "-")}`, town.name, "settlement", { type: "Point", coordinates: town.point }));
  return { layers: list };
}

export function coverageDays() {
  const r = seeded(3);
  return Array.from({ length: DAYS }, (_, d) => {
    const isBlind = (d > 28 && d < 34) || (d > 181 && d < 190);
    const observed = isBlind ? 0 : Math.max(0, Math.min(24, 17 + 3 * r.normal() - (d < TRUCE_DAY ? 5 : 0)));
    return { day: new Date(START + d * DAY).toISOString().slice(0, 10), observed_h: Math.round(observed * 10) / 10, planned_h: 24 };
  });
}
