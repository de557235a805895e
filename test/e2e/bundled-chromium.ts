import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inflate } from "@sparticuz/chromium";

const modules = join(import.meta.dirname, "../../node_modules");
const source = join(modules, "@sparticuz/chromium");
/** Chromium, its software renderer, the libraries that a bare Linux lacks (NSS, NSPR, expat), and one font. */
const ARCHIVES = ["chromium.br", "swiftshader.tar.br", "al2023.tar.br", "fonts.tar.br"];

/** Uses the libraries and the font beside it; `exec` keeps the process that playwright started the one that it ends. */
const LAUNCHER = `#!/bin/sh
here="\${0%/*}"
export LD_LIBRARY_PATH="$here/al2023/lib" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
`;

/**
 * Path of the Chromium that npm brought, unpacked on first use into `node_modules`; undefined where it does not run: it is made for Linux on x64 with
 * glibc. Its own unpacking goes to one name in the shared temporary folder, where users and half-written files get in each other's way.
 */
export async function bundledChromium(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64" || !existsSync(source)) return undefined;
  const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as { version: string };
  const folder = join(modules, ".cache", `chromium-${version}`);
  const launcher = join(folder, "launch");
  if (!existsSync(launcher)) await unpack(folder);
  return spawnSync(launcher, ["--version"]).status === 0 ? launcher : undefined;
}

/** Unpacks beside the folder and renames at the end, so that it is there as a whole or not at all. */
async function unpack(folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  await inflateInto(unfinished);
  writeFileSync(join(unfinished, "fonts.conf"), fontConfiguration(join(folder, "fonts")));
  writeFileSync(join(unfinished, "launch"), LAUNCHER);
  for (const path of ["chromium", "launch", "."]) chmodSync(join(unfinished, path), 0o755);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another process was faster: its folder is as good.
    if (!existsSync(join(folder, "launch"))) throw error;
  }
}

async function inflateInto(folder: string): Promise<void> {
  const before = process.env["TMPDIR"];
  // `inflate` writes into the temporary folder, which it reads from the environment as it is called, not later.
  process.env["TMPDIR"] = folder;
  const inflating = ARCHIVES.map((archive) => inflate(join(source, "bin", archive)));
  if (before === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = before;
  await Promise.all(inflating);
}

function fontConfiguration(fonts: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><cachedir>${fonts}-cache</cachedir></fontconfig>
`;
}
