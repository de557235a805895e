import { exitWith } from "./say.mjs";
import { setUp } from "./set-up.mjs";
import { verify } from "./verify.mjs";

await exitWith(async () => verify(await setUp(), ["--project", "unit", ...process.argv.slice(2)]));
