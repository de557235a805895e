import { readFile, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

export interface PageFile {
  readonly body: Buffer<ArrayBuffer>;
  readonly type: string;
  /** Built assets carry a hash in their name, so a browser may keep them; everything else is asked for again. */
  readonly lasting: boolean;
}

/** Reads a file of the built page by the path of its URL; null where there is none, it leads out of `root`, or its type is not served. */
export async function readPageFile(root: string, urlPath: string): Promise<PageFile | null> {
  const name = decodePath(urlPath === "/" ? "/index.html" : urlPath);
  const type = name === null ? undefined : TYPES[extname(name)];
  if (name === null || type === undefined) return null;
  try {
    const folder = await realpath(root);
    const file = await realpath(join(folder, name));
    if (!file.startsWith(folder + sep)) return null;
    return { body: await readFile(file), type, lasting: name.startsWith("/assets/") };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function decodePath(urlPath: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(urlPath);
  } catch {
    return null; // a stray percent sign: no file has such a name
  }
  return name.includes("\0") || name.includes("\\") || name.split("/").includes("..") ? null : name;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR" || code === "ENAMETOOLONG";
}
