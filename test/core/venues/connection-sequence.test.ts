import { expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../src/core/base/bytes.ts";
import { ConnectionSequence } from "../../../src/core/venues/connection-sequence.ts";

test("a connection's numbers begin anywhere, run without holes, and are told from those of others", () => {
  const numbers = new ConnectionSequence();
  expect([5, 6, 6, 5, 7, 9, 8, 10].map((n) => numbers.step("a", n))).toEqual([
    "first",
    "next",
    "repeat",
    "repeat",
    "next",
    "break",
    "repeat",
    "next",
  ]);
  expect([numbers.step("b", 100), numbers.step("a", 11), numbers.step("b", 101)]).toEqual(["first", "next", "next"]);
  expect([numbers.checked, numbers.broken]).toEqual([11, 1]);
  numbers.forget("a");
  expect([numbers.step("a", 0), numbers.step("b", 102)]).toEqual(["first", "next"]);
});

test("they go on where they were written down, in bytes that do not depend on who came first", () => {
  const write = (...conns: string[]): Uint8Array => {
    const numbers = new ConnectionSequence();
    for (const conn of conns) numbers.step(conn, 41);
    const w = new ByteWriter();
    numbers.write(w);
    return w.finish();
  };
  expect(write("a", "b")).toEqual(write("b", "a"));
  const restored = new ConnectionSequence();
  restored.step("c", 1);
  restored.read(new ByteReader(write("a", "b")));
  expect([restored.step("a", 42), restored.step("b", 44), restored.step("c", 9)]).toEqual(["next", "break", "first"]);
});
