import { execFileSync, spawnSync } from "node:child_process";
import { globSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const packages = join(import.meta.dirname, "../peers/node_modules");

/**
 * Compiles the two packages over C libraries, whose install scripts do not run, against the headers of this Node; the names of those that
 * are there in the end. It needs make and a C++ compiler; without them their figures are null, with a line on stderr.
 */
export function buildNativePeers(): ReadonlySet<string> {
  const build = { talib: buildTalib, tulind: buildTulind } as const;
  const ready = new Set<string>();
  for (const name of ["talib", "tulind"] as const) {
    try {
      if (!loads(name)) {
        process.stderr.write(`bench: compiling ${name}\n`);
        build[name]();
      }
      ready.add(name);
    } catch (error) {
      process.stderr.write(
        `bench: ${name} cannot be compiled, its figures are null (${error instanceof Error ? error.message.split("\n")[0] : String(error)})\n`,
      );
    }
  }
  return ready;
}

/** Whether this machine can load it: a file alone says little, since talib comes with a binary of macOS. */
function loads(name: string): boolean {
  return spawnSync(process.execPath, ["-e", "require(process.argv[1])", join(packages, name)], { stdio: "ignore" }).status === 0;
}

function buildTalib(): void {
  const library = join(packages, "talib/src/lib");
  // The package carries object files of macOS, which make takes for its own and up to date.
  for (const file of globSync("temp/**/*.o", { cwd: library })) rmSync(join(library, file));
  if (process.platform === "linux") run("make", [], join(library, "make/csr/linux/g++"));
  nodeGyp("talib");
}

function buildTulind(): void {
  run(join(packages, ".bin/node-pre-gyp"), ["rebuild", "--build-from-source", `--nodedir=${nodeFolder()}`], join(packages, "tulind"));
}

function nodeGyp(name: string): void {
  run(join(packages, ".bin/node-gyp"), ["rebuild", `--nodedir=${nodeFolder()}`], join(packages, name));
}

/** Where this Node's own headers lie. */
function nodeFolder(): string {
  return dirname(dirname(process.execPath));
}

function run(command: string, args: readonly string[], cwd: string): void {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}` };
  execFileSync(command, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
}
