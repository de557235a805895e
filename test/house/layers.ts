import { posix } from "node:path";
import { readReach } from "./reach.ts";

/** A file of the project: its path from the project's folder, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What the files of a room may import beside their own room. */
interface Room {
  readonly rooms: readonly string[];
  readonly packages: (name: string, path: string) => boolean;
}

/** Packages that only make sense in a page, and those that only work outside one. */
const PAGE = ["react", "react-dom", "ag-grid-react", "ag-grid-community"];
const NATIVE = ["better-sqlite3", "ws"];

const notInAPage = (name: string): boolean => !PAGE.includes(name);

/** The rooms of src/; dependencies point down this list. */
const ROOMS: Readonly<Record<string, Room>> = {
  renderer: { rooms: ["core"], packages: (name) => !name.startsWith("node:") && !NATIVE.includes(name) },
  preload: { rooms: ["core"], packages: (name) => name === "electron" },
  cli: { rooms: ["core", "workers", "main", "simulator"], packages: notInAPage },
  main: { rooms: ["core"], packages: notInAPage },
  workers: { rooms: ["core"], packages: notInAPage },
  simulator: { rooms: ["core"], packages: (name) => name.startsWith("node:") || name === "ws" },
  core: { rooms: [], packages: (name, path) => name === "zod" && path.startsWith("src/core/contract/") },
};

/** The only files that may know Electron, and how many lines they may have in all. */
export const ELECTRON = /^src\/(main\/index\.ts|main\/host\/electron\.ts|main\/windows\/.+|preload\/.+)$/;
export const MAX_ELECTRON_LINES = 400;

/** Clock, chance, timers and the outside world; src/core/tsconfig.json hides the rest of Node's and the page's globals from core. */
const IMPURE = new Set([
  ..."Date Date.now Math.random performance crypto".split(" "),
  ..."setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame".split(" "),
  ..."process Buffer require globalThis console fetch WebSocket document navigator localStorage".split(" "),
]);

/** Every rule that a file breaks, one line each, beginning with its path. */
export function layerFaults({ path, text }: SourceFile): string[] {
  const name = posix.relative("src", path).split("/")[0] ?? "";
  const room = ROOMS[name];
  if (room === undefined) return [`${path} lies in no room of the blueprint`];
  const { imports, names } = readReach(path, text);
  const faults = imports.flatMap((specifier) => importFault(specifier, path, name, room) ?? []);
  if (name === "core") faults.push(...[...names].filter((used) => IMPURE.has(used)).map((used) => `uses ${used}: core is pure`));
  return faults.map((fault) => `${path} ${fault}`);
}

function importFault(specifier: string, path: string, name: string, room: Room): string | null {
  if (specifier === "?") return "imports what it computes";
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(path), specifier);
    const [top, targetRoom = ""] = target.split("/");
    const allowed = top === "src" && (targetRoom === name || room.rooms.includes(targetRoom));
    return allowed ? null : `imports ${target}: ${name} may import ${[name, ...room.rooms].join(", ")}`;
  }
  const packageName = specifier.startsWith("node:") ? specifier : specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  if (packageName === "electron") return ELECTRON.test(path) ? null : "imports electron outside the shell's few files for it";
  return room.packages(packageName, path) ? null : `imports ${packageName}: not for ${name}`;
}
