import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * The path of the bundled demo session, which the simulator makes on first use: `demo-session.js` beside this program writes it, as a
 * whole or not at all. Rejects with one line where it cannot.
 */
export async function demoTape(programs: string): Promise<string> {
  const path = join(programs, "../demo.tape");
  if (existsSync(path)) return path;
  const program = join(programs, "demo-session.js");
  if (!existsSync(program)) throw new Error("this build has no demo session: name a .tape file, as in npm start -- X.tape");
  process.stderr.write("tapedeck: making the demo session\n");
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = fork(program, [path], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`the demo session could not be made (code ${code})`);
  return path;
}
