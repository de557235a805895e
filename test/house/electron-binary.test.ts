import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { fetchElectron, findElectron } from "../../scripts/electron-binary.mjs";
import { noWindow, openWindow } from "../../scripts/electron-window.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-electron-"));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  return file;
}

async function mirror(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe("Electron's binary is found", () => {
  test("where its package put it, and nowhere before", () => {
    expect(findElectron(folder, {})).toBeNull();
    write("path.txt", "electron");
    expect(findElectron(folder, {})).toBeNull();
    const binary = write("dist/electron", "");
    expect(findElectron(folder, {})).toBe(binary);
  });

  test("where the variable says, also without a package that knows its name", () => {
    const binary = write("elsewhere/electron", "");
    expect(findElectron(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, "elsewhere") })).toBe(binary);
    expect(findElectron(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, "nowhere") })).toBeNull();
  });
});

describe("Electron's binary is fetched", () => {
  const installs: string[] = [];
  const install = async ([script = ""]: readonly string[]) => {
    installs.push(script);
    write("path.txt", "electron");
    write("dist/electron", "");
    return { code: 0, output: "" };
  };

  beforeEach(() => {
    installs.length = 0;
    write("package.json", '{ "version": "45.4.1" }');
    write("install.js", "");
  });

  test("where its server answers", async () => {
    const asked: string[] = [];
    const ELECTRON_MIRROR = await mirror(({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      response.end();
    });
    expect(await fetchElectron(install, folder, { ELECTRON_MIRROR })).toEqual({ binary: join(folder, "dist/electron") });
    expect(asked).toEqual(["HEAD /v45.4.1/SHASUMS256.txt"]);
    expect(installs).toEqual([join(folder, "install.js")]);
  });

  test.each([
    ["never answers", () => {}],
    ["has no such file", (_request, response) => void response.writeHead(404).end()],
    ["hangs up", (request) => void request.socket.destroy()],
  ] satisfies [string, RequestListener][])("not where its server %s", async (_, answer) => {
    const ELECTRON_MIRROR = await mirror(answer);
    expect(await fetchElectron(install, folder, { ELECTRON_MIRROR })).toEqual({ reason: expect.stringContaining("no way to fetch it") });
    expect(installs).toEqual([]);
  });

  test("not in CI, and not without its package", async () => {
    expect(await fetchElectron(install, folder, { CI: "true" })).toEqual({ reason: "its binary is not on this machine" });
    expect(await fetchElectron(install, join(folder, "none"), {})).toEqual({ reason: "it is not installed" });
    expect(installs).toEqual([]);
  });

  test("and the reason told where that fails", async () => {
    const ELECTRON_MIRROR = await mirror((_request, response) => void response.end());
    expect(await fetchElectron(async () => ({ code: 1, output: "" }), folder, { ELECTRON_MIRROR })).toEqual({
      reason: "its binary could not be fetched",
    });
  });
});

describe("a window of Electron", () => {
  test.each([
    ["linux", {}, 1000, "there is no display"],
    ["linux", { DISPLAY: ":0" }, 0, "it does not run as root"],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, 1000, null],
    ["darwin", {}, 0, null],
    ["win32", {}, undefined, null],
  ] as const)("on %s with %j as user %s: %s", (platform, env, uid, expected) => {
    expect(noWindow({ platform, env, uid })).toBe(expected);
  });

  const program = (text: string): string => {
    const file = write("electron", `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };

  test.skipIf(process.platform === "win32").each([
    ["exit 0", { code: 0 }],
    ["exit 1", { code: 1 }],
    ["exit 127", { reason: "it ended with code 127" }],
    ["kill -TRAP $$", { reason: "it ended with code 133" }],
    [`[ "$2" = X.tape ] && [ -z "$ELECTRON_RUN_AS_NODE" ] && exit 7`, { code: 7 }],
  ])("of a program that does: %s", async (text, expected) => {
    vi.stubEnv("ELECTRON_RUN_AS_NODE", "1");
    expect(await openWindow(program(text), ["X.tape"])).toEqual(expected);
    vi.unstubAllEnvs();
  });

  test("of a program that cannot be started", async () => {
    expect(await openWindow(join(folder, "none"), [])).toEqual({ reason: "it ended with code 126" });
  });
});
