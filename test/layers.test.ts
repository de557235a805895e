import { describe, expect, test } from "vitest";
import { ELECTRON, layerFaults, MAX_ELECTRON_LINES } from "./house/layers.ts";
import { MAX_LINES, shapeFaults } from "./house/shape.ts";
import { sourceFiles } from "./house/source-files.ts";

/** Files that may be longer than the rest, each with its reason. */
const LONG_FILES: Readonly<Record<string, string>> = {};

const files = sourceFiles("src");

describe("the rooms of src", () => {
  test("hold something", () => {
    expect(files.map(({ path }) => path)).toContain("src/core/book/order-book.ts");
  });

  test("import only what lies below them, and core stays pure", () => {
    expect(files.flatMap(layerFaults)).toEqual([]);
  });

  test(`have names that say something, and no file over ${MAX_LINES} lines without a reason`, () => {
    expect(files.flatMap((file) => shapeFaults(file, LONG_FILES))).toEqual([]);
    expect(Object.keys(LONG_FILES).filter((path) => files.every((file) => file.path !== path))).toEqual([]);
  });
});

describe("the files that know Electron", () => {
  const electron = files.filter(({ path }) => ELECTRON.test(path));
  const holding = (text: string): string[] => files.filter((file) => file.text.includes(text)).map(({ path }) => path);

  test(`have ${MAX_ELECTRON_LINES} lines in all at most`, () => {
    expect(electron.length).toBeGreaterThan(4);
    const lines = electron.map(({ text }) => text.split("\n").length - 1).reduce((sum, count) => sum + count, 0);
    expect(lines).toBeLessThanOrEqual(MAX_ELECTRON_LINES);
  });

  test("open windows, hear pages and open programs of the system in one place each, or none", () => {
    expect(holding("new BrowserWindow(")).toEqual(["src/main/windows/desk-window.ts"]);
    expect(holding("ipcMain.")).toEqual(["src/main/windows/desk-window.ts"]);
    expect(holding("exposeInMainWorld")).toEqual(["src/preload/index.ts"]);
    for (const never of ["shell.openPath", "shell.openExternal", "executeJavaScript", "ELECTRON_RENDERER_URL"]) expect(holding(never)).toEqual([]);
  });
});

describe("the checker of layers finds", () => {
  test.each([
    ["a room above", "src/core/book/x.ts", 'import { y } from "../../workers/replay/y.ts";', "imports src/workers/replay/y.ts"],
    ["a type from a room above", "src/core/book/x.ts", 'import type { Y } from "../../main/y.ts";', "imports src/main/y.ts"],
    ["a re-export", "src/workers/x.ts", 'export { y } from "../main/y.ts";', "imports src/main/y.ts"],
    ["everything re-exported", "src/renderer/x.ts", 'export * from "../workers/y.ts";', "imports src/workers/y.ts"],
    ["a dynamic import", "src/workers/x.ts", 'const y = await import("../cli/y.ts");', "imports src/cli/y.ts"],
    ["a computed import", "src/workers/x.ts", "const y = await import(name);", "imports what it computes"],
    ["an import inside a type", "src/main/x.ts", 'type Y = import("../renderer/y.ts").Y;', "imports src/renderer/y.ts"],
    ["an import from outside src", "src/core/x.ts", 'import { y } from "../../test/y.ts";', "imports test/y.ts"],
    ["Node in core", "src/core/x.ts", 'import { readFileSync } from "node:fs";', "imports node:fs"],
    ["zod in core outside the contract", "src/core/book/x.ts", 'import * as z from "zod";', "imports zod"],
    ["Node in the page", "src/renderer/x.ts", 'import { join } from "node:path";', "imports node:path"],
    ["a package's inner file", "src/renderer/x.ts", 'import s from "better-sqlite3/lib/x.js";', "imports better-sqlite3"],
    ["SQLite in the simulator", "src/simulator/x.ts", 'import s from "better-sqlite3";', "imports better-sqlite3"],
    ["React in the shell", "src/main/x.ts", 'import { useState } from "react";', "imports react"],
    ["Electron in a worker", "src/workers/x.ts", 'import { app } from "electron";', "imports electron"],
    ["a clock in core", "src/core/x.ts", "export const at = () => Date.now();", "uses Date.now"],
    ["another clock in core", "src/core/x.ts", "export const at = () => new Date().getTime();", "uses Date:"],
    ["a clock under another name", "src/core/x.ts", "const D = Date;", "uses Date:"],
    ["chance in core", "src/core/x.ts", "export const r = Math.random() * 2;", "uses Math.random"],
    ["a timer in core", "src/core/x.ts", "setTimeout(() => {}, 1);", "uses setTimeout"],
    ["a high-resolution clock in core", "src/core/x.ts", "const { now } = performance;", "uses performance"],
    ["Node's globals in core", "src/core/x.ts", 'const home = process.env["HOME"];', "uses process"],
    ["a file outside every room", "src/x.ts", "export {};", "lies in no room"],
  ])("%s", (_, path, text, fault) => {
    expect(layerFaults({ path, text })).toEqual([expect.stringContaining(`${path} ${fault}`)]);
  });

  test.each([
    ["core in core", "src/core/book/x.ts", 'import { y } from "../base/y.ts"; export * from "./z.ts";'],
    ["zod in the contract", "src/core/contract/x.ts", 'import * as z from "zod";'],
    ["a given time turned into text", "src/core/x.ts", "export const text = (ms: number) => new Date(ms).toISOString();"],
    ["arithmetic", "src/core/x.ts", "export const root = Math.sqrt(2);"],
    [
      "a property, a comment or a string of a forbidden name",
      "src/core/x.ts",
      'const x = { process: 1 }; // Date.now()\ny(x.process, "Math.random");',
    ],
    ["Electron in the shell's entry", "src/main/index.ts", 'import { app } from "electron";'],
    ["the store in a command", "src/cli/x.ts", 'import { y } from "../workers/store/y.ts"; import s from "better-sqlite3";'],
    ["React in the page", "src/renderer/x.tsx", 'import { createRoot } from "react-dom/client"; export const e = <b>Date.now()</b>;'],
  ])("nothing wrong with %s", (_, path, text) => {
    expect(layerFaults({ path, text })).toEqual([]);
  });
});

describe("the checker of shapes finds", () => {
  const lines = (count: number): string => "x;\n".repeat(count);

  test("a file that is too long, and an excuse that is no longer needed", () => {
    const excuse = { "src/core/x.ts": "a table" };
    expect(shapeFaults({ path: "src/core/x.ts", text: lines(MAX_LINES) }, {})).toEqual([]);
    expect(shapeFaults({ path: "src/core/x.ts", text: lines(MAX_LINES + 1) }, {})).toEqual([expect.stringContaining("301 lines")]);
    expect(shapeFaults({ path: "src/core/x.ts", text: lines(MAX_LINES + 1) }, excuse)).toEqual([]);
    expect(shapeFaults({ path: "src/core/x.ts", text: lines(MAX_LINES) }, excuse)).toEqual([expect.stringContaining("no excuse")]);
  });

  test.each(["src/core/utils/x.ts", "src/main/helpers.ts", "src/workers/Manager/x.ts", "src/common/service/x.ts"])("the empty name in %s", (path) => {
    expect(shapeFaults({ path, text: "" }, {})).toEqual([expect.stringContaining("says nothing")]);
  });
});
