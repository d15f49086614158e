// The ten symbol groups, and which incident kinds each one holds.

export interface Group {
  id: string;
  name: string;
  kinds: readonly string[];
}

/** Order is the order of rows in timeline and legend. Kinds not named here fall into the last group. */
export const GROUPS: readonly Group[] = [
  { id: "explosion", name: "Explosion", kinds: ["explosion", "airburst", "detonation"] },
  {
    id: "fire",
    name: "Fire",
    kinds: ["fire", "projectile", "tracer", "muzzle_flash", "illumination_flare", "exchange_of_fire", "shelling", "artillery", "mlrs"],
  },
  { id: "small-arms", name: "Small arms", kinds: ["small_arms", "burst", "shot"] },
  { id: "aircraft", name: "Aircraft, UAV", kinds: ["aircraft", "uav", "airstrike", "air_strike"] },
  { id: "restriction", name: "Restriction", kinds: ["restriction"] },
  {
    id: "sighting",
    name: "Weapon sighting",
    kinds: ["weapon_seen", "weapon_sighting", "position_seen", "personnel_seen", "convoy", "inventory", "mine_uxo"],
  },
  { id: "casualty", name: "Casualty, damage", kinds: ["casualty", "damage", "crater"] },
  { id: "thermal", name: "Thermal", kinds: ["thermal_anomaly", "thermal"] },
  { id: "statement", name: "Statement", kinds: ["statement", "document"] },
  { id: "other", name: "Other", kinds: [] },
];

const LAST = GROUPS.length - 1;
const PLACE = new Map(GROUPS.flatMap((group, at) => group.kinds.map((kind) => [kind, at] as const)));

/** Index into GROUPS of a kind as the server names it. */
export const groupOf = (kind: string): number => PLACE.get(kind) ?? LAST;

/** A kind's name for people: `exchange_of_fire` becomes "exchange of fire". */
export const showKind = (kind: string): string => kind.replaceAll("_", " ").replace(/\buav\b/, "UAV");
