// What the list shows, as a CSV file to take away.
import { rfc3339 } from "./contract.ts";
import { csvLine, handOut } from "./dom.ts";
import type { Incidents } from "./incidents.ts";

const HEAD = ["id", "kind", "from", "to", "lat", "lon", "radius_90_m", "observations", "origins", "chance_ppm", "finding", "title"];

export function downloadList(all: Incidents, rows: Uint32Array): void {
  const time = (ms: number): string => (Number.isNaN(ms) ? "" : rfc3339(ms));
  const line = (i: number): string => {
    const place = [all.lat[i], all.lon[i], all.radius[i]];
    const evidence = [all.members[i], all.origins[i], all.chance[i]];
    return csvLine([all.ids[i], all.kinds[i], time(all.from[i]), time(all.to[i]), ...place, ...evidence, all.outcomes[i], all.titles[i]]);
  };
  handOut(`incidents-as-known-at-${all.asOf}.csv`, "text/csv", csvLine(HEAD) + Array.from(rows, line).join(""));
}
