import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SettingsFile } from "../../../src/main/settings/settings-file.ts";

let folder = "";
let path = "";
let troubles: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-settings-"));
  path = join(folder, "deep", "settings.json");
  troubles = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): Promise<SettingsFile> => SettingsFile.open(path, (message) => troubles.push(message));
const watching = (...list: string[]) => ({ version: 1, watchlists: { demo: list } }) as const;
const keep = async (...list: string[]): Promise<void> => (await open()).change((settings) => ({ ...settings, watchlists: { demo: list } }));

function put(text: string): void {
  mkdirSync(join(folder, "deep"), { recursive: true });
  writeFileSync(path, text);
}

describe("the settings", () => {
  test("begin with the program's own where there is no file, and come back as they were left", async () => {
    expect((await open()).settings).toEqual({ version: 1, watchlists: {} });
    await keep("binance:A", "binance:B");
    expect((await open()).settings).toEqual(watching("binance:A", "binance:B"));
    expect(troubles).toEqual([]);
  });

  test("keep the state before the last change beside them", async () => {
    await keep("binance:A");
    await keep("binance:B");
    expect(JSON.parse(readFileSync(`${path}.backup`, "utf8"))).toEqual(watching("binance:A"));
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  test("of many changes at once keep the last", async () => {
    const settings = await open();
    await Promise.all(Array.from({ length: 20 }, (_, n) => settings.change((all) => ({ ...all, watchlists: { demo: [`binance:S${n}`] } }))));
    expect((await open()).settings).toEqual(watching("binance:S19"));
  });

  test.each([
    ["cut", '{"version":1,"watchlists":{"demo":["bina'],
    ["of another shape", '{"version":1,"watchlists":{"demo":"binance:A"}}'],
    ["with what this program does not know", '{"version":1,"watchlists":{},"orders":true}'],
    ["empty", ""],
  ])("that are %s are set aside, and those before the last change are used", async (_, text) => {
    await keep("binance:A");
    await keep("binance:B");
    writeFileSync(path, text);
    expect((await open()).settings).toEqual(watching("binance:A"));
    expect(readFileSync(`${path}.damaged`, "utf8")).toBe(text);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toMatch(/^[^\n]*set aside[^\n]*before the last change[^\n]*$/);
  });

  test("that are damaged with their backup give way to the program's own, and the user hears of it", async () => {
    put("{");
    writeFileSync(`${path}.backup`, "[]");
    expect((await open()).settings).toEqual({ version: 1, watchlists: {} });
    expect(troubles[0]).toContain("begins with its own");
  });

  test("of a later version are left as they are, whatever is changed", async () => {
    put('{"version":7,"layouts":[]}');
    await keep("binance:A");
    expect(readFileSync(path, "utf8")).toBe('{"version":7,"layouts":[]}');
    expect(troubles[0]).toContain("later version");
  });

  test.skipIf(process.getuid?.() === 0)("that cannot be written say so in one line, and hold for now", async () => {
    await keep("binance:A");
    chmodSync(join(folder, "deep"), 0o555);
    const settings = await open();
    await expect(settings.change(() => watching("binance:B"))).rejects.toThrow(/^[^\n]*cannot be kept[^\n]*$/);
    expect(settings.settings).toEqual(watching("binance:B"));
    chmodSync(join(folder, "deep"), 0o755);
    expect((await open()).settings).toEqual(watching("binance:A"));
  });

  test("whose folder is a file say so in one line", async () => {
    writeFileSync(join(folder, "deep"), "a file");
    const settings = await open();
    await expect(settings.change(() => watching("binance:B"))).rejects.toThrow(/^[^\n]*cannot be kept[^\n]*$/);
  });
});
