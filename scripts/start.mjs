import { inProject } from "./project.mjs";
import { exitWith } from "./say.mjs";
import { setUp } from "./set-up.mjs";
import { buildWhatIsStale } from "./stale-build.mjs";

await exitWith(async () => {
  const node = await setUp();
  const built = await buildWhatIsStale(node);
  if (built !== 0) return built;
  return (await node([inProject("out", "main", "headless.js"), ...process.argv.slice(2)])).code;
});
