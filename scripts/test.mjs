import { exitWith } from "./say.mjs";
import { setUp } from "./set-up.mjs";
import { verify } from "./verify.mjs";

await exitWith(async () => verify(await setUp(), process.argv.slice(2)));
