import { existsSync } from "node:fs";
import { join } from "node:path";

/** The path of the bundled demo session. */
export async function demoTape(): Promise<string> {
  const path = join(import.meta.dirname, "../demo.tape");
  if (!existsSync(path)) throw new Error("the demo session has not been built: run npm run build, or name a .tape file");
  return path;
}
