import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BareClone } from "./bare-clone.ts";

const INSTALLS = expect.stringMatching(/^tapedeck: installing /);
const BUILDS = expect.stringMatching(/^tapedeck: building /);
/** Who asks for the desk in the browser hears nothing of windows. */
const IN_BROWSER = ["--no-open"];
/** The clone has no Electron: the desk opens in the browser, whatever else keeps a window from this machine. */
const BROWSES = expect.stringMatching(/^tapedeck: opening the desk in the browser, as Electron has no window here: /);

// The fake install links to this Node, for which Windows asks for a privilege.
describe.skipIf(process.platform === "win32")("npm start on a bare clone", () => {
  let clone: BareClone;

  beforeEach(() => {
    clone = new BareClone();
  });

  afterEach(() => {
    rmSync(clone.folder, { recursive: true });
  });

  test("installs, builds and starts on the Node that npm brought, and says each in one line", async () => {
    const { code, stdout, said } = await clone.start(["X.tape", "--speed", "2"]);
    expect({ code, said }).toEqual({ code: 0, said: [INSTALLS, BUILDS, BROWSES] });
    expect(JSON.parse(stdout)).toMatchObject({ args: ["X.tape", "--speed", "2"], userFolder: "/where/the/user/is" });
  });

  test("does nothing a second time, and says nothing", async () => {
    await clone.start(IN_BROWSER);
    expect((await clone.start(IN_BROWSER)).said).toEqual([]);
  });

  test("builds again where a source was changed, added or removed, or the build is gone", async () => {
    await clone.start(IN_BROWSER);
    clone.write("src/main.ts", "// two\n");
    expect((await clone.start(IN_BROWSER)).said).toEqual([BUILDS]);
    clone.write("src/core/new.ts", "");
    expect((await clone.start(IN_BROWSER)).said).toEqual([BUILDS]);
    clone.delete("src/core/new.ts");
    expect((await clone.start(IN_BROWSER)).said).toEqual([BUILDS]);
    clone.delete("out/main");
    expect((await clone.start(IN_BROWSER)).said).toEqual([BUILDS]);
  });

  test("installs again where the lock file has another version, or an install was broken off", async () => {
    await clone.start(IN_BROWSER);
    clone.write("package-lock.json", clone.read("package-lock.json").replace("1.0.0", "1.0.1"));
    expect((await clone.start(IN_BROWSER)).said).toEqual([INSTALLS, BUILDS]);
    clone.delete("node_modules/.package-lock.json");
    expect((await clone.start(IN_BROWSER)).said).toEqual([INSTALLS]);
  });

  test("ends with 1 and npm's own words where the install fails, and builds nothing", async () => {
    clone.write("package-lock.json", '{ "packages": { "": {}, "node_modules/unreachable": { "version": "1.0.0" } } }');
    const { code, stdout, said } = await clone.start(IN_BROWSER);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(said).toEqual([INSTALLS, "registry unreachable", expect.stringContaining("npm ci ended with code 1")]);
    expect(clone.has("out")).toBe(false);
  });

  test("starts nothing where the build fails, and builds once more the next time", async () => {
    await clone.start(IN_BROWSER);
    clone.write("src/main.ts", "broken");
    for (const attempt of [1, 2]) {
      const { code, stdout, said } = await clone.start(IN_BROWSER);
      expect({ attempt, code, stdout, said }).toEqual({ attempt, code: 1, stdout: "", said: [BUILDS, "src/main.ts is broken"] });
    }
  });

  test("starts on its own Node where the one npm brought does not run here", async () => {
    await clone.start(IN_BROWSER);
    const folder = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
    clone.delete(folder);
    const { code, stdout } = await clone.start(IN_BROWSER);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ execPath: process.execPath });
  });

  test("passes the program's exit code on", async () => {
    expect((await clone.start(["exit", "3"])).code).toBe(3);
  });

  test("hands a signal on, and waits for the program to end by itself", async () => {
    const { code } = await clone.start(["wait"], (stdout, kill) => {
      if (stdout.includes("\n")) kill("SIGTERM");
    });
    expect(code).toBe(7);
  });
});
