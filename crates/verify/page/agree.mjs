// Whether the page's program and shim say of a bundle what the program on this machine says.
// node agree.mjs PAGE.html PROGRAM POLICY BUNDLE...
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [page, program, policy, ...bundles] = process.argv.slice(2);
const html = readFileSync(page, "utf8");
const wasm = Uint8Array.from(Buffer.from(/const WASM = "([A-Za-z0-9+/=]+)"/.exec(html)[1], "base64"));
const shim = /<script type="module">\n([\s\S]*?)\nconst WASM/.exec(html)[1];
const { runVerifier } = await import("data:text/javascript;base64," + Buffer.from(shim.replace("async function runVerifier", "export async function runVerifier")).toString("base64"));
for (const bundle of bundles) {
  const whole = new Uint8Array(readFileSync(bundle));
  // Some of these bytes are the archive's own, which nothing covers; most are not.
  const broken = whole.map((byte, at) => (at % 997 === 500 ? byte ^ 1 : byte));
  const here = await runVerifier(wasm, { bundle: whole, policy: new Uint8Array(readFileSync(policy)) }, ["/bundle", "--policy", "/policy"]);
  const there = spawnSync(program, [bundle, "--policy", policy], { encoding: "utf8" });
  if (here.code !== there.status || here.out !== there.stdout) throw new Error(`${bundle}: the page says ${here.code}, the program ${there.status}`);
  const touched = await runVerifier(wasm, { bundle: broken, policy: new Uint8Array(readFileSync(policy)) }, ["/bundle", "--policy", "/policy"]);
  if (touched.code !== 1 && touched.code !== 3) throw new Error(`${bundle}: changed bytes are not found: ${touched.code}`);
}
console.log(`the page and the program agree on ${bundles.length} bundles`);
