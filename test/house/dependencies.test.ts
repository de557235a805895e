import { expect, test } from "vitest";
import { sameInstall } from "../../scripts/dependencies.mjs";

const locked = {
  "": {},
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/b": { version: "2.0.0", integrity: "sha512-b", optional: true },
};
const a = locked["node_modules/a"];

test("an install that has every locked package is the lock file's", () => {
  expect(sameInstall(locked, { "node_modules/a": a, "node_modules/b": locked["node_modules/b"] })).toBe(true);
});

test("an optional package may be missing, as it may be for another platform", () => {
  expect(sameInstall(locked, { "node_modules/a": a })).toBe(true);
});

test.each([
  ["lacks a package", {}],
  ["has another version", { "node_modules/a": { ...a, version: "1.0.1" } }],
  ["has other content of the same version", { "node_modules/a": { ...a, integrity: "sha512-x" } }],
  ["has a package that is not locked", { "node_modules/a": a, "node_modules/c": a }],
])("an install that %s is not the lock file's", (_, installed) => {
  expect(sameInstall(locked, installed)).toBe(false);
});
