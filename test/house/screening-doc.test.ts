import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { INDICATORS } from "../../src/core/indicators/indicator-registry.ts";
import { CANDLE_FIELDS, WINDOW_FIELDS } from "../../src/core/screen/term.ts";

test("docs/screening.md names every indicator with its parameters and outputs, every figure of a candle and of a window", () => {
  const text = readFileSync("docs/screening.md", "utf8");
  for (const { name, parameters, outputs } of INDICATORS) {
    const row = text.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? "no row";
    expect(row).toContain(name);
    for (const [parameter, { initial }] of Object.entries(parameters)) expect(row).toContain(`${parameter} ${initial}`);
    if (outputs.length > 1) for (const output of outputs) expect(row).toContain(`\`${output.name}\``);
  }
  for (const field of CANDLE_FIELDS) expect(text).toContain(`\`${field}\``);
  for (const field of WINDOW_FIELDS) expect(text).toMatch(new RegExp(`\\b${field}\\b`));
});
