import { readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { SourceFile } from "./layers.ts";

const root = join(import.meta.dirname, "../..");

/** The TypeScript files under a folder of the project. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file).split(sep).join("/"), text: readFileSync(file, "utf8") }));
}
