import { exitWith } from "./say.mjs";
import { setUp } from "./set-up.mjs";
import { build } from "./stale-build.mjs";

await exitWith(async () => build(await setUp()));
