import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a fake electron-vite builds: a program that says how it was started, and ends with the code it was asked for, or on a signal. */
const PROGRAM = `
const args = process.argv.slice(2);
if (args[0] === "exit") process.exitCode = Number(args[1]);
if (args[0] === "wait") { process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000); }
console.log(JSON.stringify({ args, execPath: process.execPath, userFolder: process.env.INIT_CWD }));
`;

const BUILDER = `
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
if (readFileSync("src/main.ts", "utf8").includes("broken")) { console.error("src/main.ts is broken"); process.exit(1); }
rmSync("out/main", { recursive: true, force: true });
mkdirSync("out/main", { recursive: true });
writeFileSync("out/main/headless.js", ${JSON.stringify(PROGRAM)});
`;

/** A fake npm: it writes down its arguments and installs what the lock file says, a Node and a builder, both real programs, among it. */
const NPM = `
const { mkdirSync, rmSync, readFileSync, symlinkSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
if (args[0] !== "ci" || !args.includes("--ignore-scripts")) { console.error("unexpected", args); process.exit(1); }
const lock = readFileSync("package-lock.json", "utf8");
if (lock.includes("unreachable")) { console.error("registry unreachable"); process.exit(1); }
rmSync("node_modules", { recursive: true, force: true });
const node = "node_modules/node-" + process.platform + "-" + process.arch;
mkdirSync(node + "/bin", { recursive: true });
writeFileSync(node + "/package.json", '{ "bin": { "node": "bin/node" } }');
symlinkSync(process.execPath, node + "/bin/node");
mkdirSync("node_modules/electron-vite/bin", { recursive: true });
writeFileSync("node_modules/electron-vite/bin/electron-vite.js", ${JSON.stringify(BUILDER)});
writeFileSync("node_modules/.package-lock.json", lock);
`;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  /** Lines on stderr. */
  readonly said: string[];
}

/** A project in a temporary folder as git leaves it: the real scripts, tiny sources, nothing installed. */
export class BareClone {
  readonly folder = mkdtempSync(join(tmpdir(), "tapedeck-clone-"));
  private readonly npm = join(this.folder, "fake-npm", "npm-cli.js");

  constructor() {
    cpSync(join(import.meta.dirname, "../../scripts"), join(this.folder, "scripts"), { recursive: true });
    this.write("fake-npm/package.json", '{ "type": "commonjs" }');
    this.write("fake-npm/npm-cli.js", NPM);
    this.write("package.json", '{ "type": "module" }');
    this.write("package-lock.json", '{ "packages": { "": {}, "node_modules/electron-vite": { "version": "1.0.0" } } }');
    for (const source of ["src/main.ts", "electron.vite.config.ts", "tsconfig.json"]) this.write(source, "// one\n");
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.folder, path, ".."), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  delete(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  /**
   * Runs `scripts/start.mjs` as npm would.
   * @param onOutput called with what it printed on stdout so far, and with a way to send it a signal
   */
  async start(args: readonly string[], onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void): Promise<Ended> {
    const env = { ...process.env, npm_execpath: this.npm, INIT_CWD: "/where/the/user/is" };
    const child = spawn(process.execPath, [join(this.folder, "scripts/start.mjs"), ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
      onOutput?.(stdout, (signal) => child.kill(signal));
    });
    const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
    return { code, stdout, said: stderr.split("\n").filter((line) => line !== "") };
  }
}
