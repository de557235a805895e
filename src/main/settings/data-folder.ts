import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** Where this user's recordings and settings lie. */
export interface DataFolder {
  readonly path: string;
  readonly settings: string;
  /** Session files, the demo's apart. */
  readonly recordings: string;
  readonly demoRecordings: string;
  /** Session files that the user put there: they are listed on every live desk. */
  readonly sessions: string;
}

export interface DataFolderOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home?: string;
}

/**
 * The user's data folder: `TAPEDECK_DATA` where it is set, else where the platform keeps such data: `XDG_DATA_HOME` or `~/.local/share`
 * (XDG Base Directory Specification), `~/Library/Application Support`, `%LOCALAPPDATA%`. Nothing is created.
 */
export function dataFolder({ env, platform, home = homedir() }: DataFolderOptions): DataFolder {
  const chosen = env["TAPEDECK_DATA"];
  const path = chosen === undefined || chosen === "" ? platformFolder(env, platform, home) : resolve(env["INIT_CWD"] ?? "", chosen);
  return {
    path,
    settings: join(path, "settings.json"),
    recordings: join(path, "recordings"),
    demoRecordings: join(path, "demo"),
    sessions: join(path, "sessions"),
  };
}

function platformFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (platform === "darwin") return join(home, "Library", "Application Support", "Tapedeck");
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "Tapedeck");
  // "All paths set in these environment variables must be absolute. [Others] should be considered invalid."
  const xdg = env["XDG_DATA_HOME"];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, ".local", "share"), "tapedeck");
}
