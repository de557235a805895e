import { describe, expect, test } from "vitest";
import { ContractError } from "../../../src/core/contract/desk.ts";
import { decodePortOpen, decodeShellCommand, decodeShellEvent, encodeShell, type ShellEvent } from "../../../src/core/contract/shell.ts";

const OPENED: ShellEvent = {
  type: "desk.opened",
  mode: "live",
  hasLive: true,
  venue: "binance-spot",
  title: "Demo exchange",
  session: "",
  sources: [
    { name: "book-0", parts: ["book"] },
    { name: "analytics-0", parts: ["analytics"] },
  ],
};

describe("the table between a page and the shell", () => {
  test("reads back what it wrote", () => {
    expect(decodeShellEvent(encodeShell(OPENED))).toEqual(OPENED);
    expect(decodePortOpen(encodeShell({ type: "port.open", to: "book-0" }))).toEqual({ type: "port.open", to: "book-0" });
    const open = { type: "replay.open", session: null, at: { timeNs: "1700000000000000000" } } as const;
    expect(decodeShellCommand(encodeShell(open))).toEqual(open);
  });

  test.each([
    ["no JSON", "{"],
    ["a command it does not know", '{"type":"orders.send"}'],
    ["a member too many", '{"type":"sessions.list","path":"/etc"}'],
    ["an empty list of instruments", '{"type":"watchlist.add","instruments":[]}'],
    ["more instruments than a watchlist holds", JSON.stringify({ type: "watchlist.add", instruments: Array.from({ length: 1_001 }, () => "a:b") })],
  ])("refuses %s", (_, text) => {
    expect(() => decodeShellCommand(text)).toThrow(ContractError);
  });
});
