import { describe, expect, test } from "vitest";
import { type Command, ContractError, decodeCommand, decodeEvent, type DeskEvent, encodeControl } from "../../../src/core/contract/desk.ts";

const COMMANDS: Command[] = [
  { type: "replay.play" },
  { type: "replay.pause" },
  { type: "replay.speed", speed: 10 },
  { type: "replay.speed", speed: "max" },
  { type: "replay.seek", to: { rx: 12 } },
  { type: "replay.seek", to: { timeNs: "1723161600000000001" } },
  { type: "replay.step", by: "trade" },
  { type: "focus.instrument", instrument: "binance:BTCUSDT" },
  { type: "focus.instrument", instrument: null },
  { type: "view.ack", stream: "watchlist", seq: 3 },
  { type: "view.ack", stream: "ladder", seq: 4 },
];

const EVENTS: DeskEvent[] = [
  { type: "session.opened", name: "monday.tape", venue: "binance", frames: 12, instruments: 2, span: { firstNs: "1", lastNs: "2" } },
  { type: "session.opened", name: "empty.tape", venue: "binance", frames: 0, instruments: 0, span: null },
  { type: "session.failed", message: "the file is damaged" },
  { type: "replay.status", rx: 4, rxNs: "1723161600000000001", playing: true, speed: 1, ended: false },
  { type: "replay.seeking", fromRx: 1, rx: 5, toRx: 9 },
  { type: "desk.health", framesPerSecond: 12.5, cpuPercent: 3.25, memoryBytes: 90_000_000, merged: 4, dropped: 0 },
  { type: "view.instruments", stream: "watchlist", first: 0, ids: ["binance:BTCUSDT"] },
  { type: "view.cleared", stream: "watchlist" },
];

describe("control messages", () => {
  test("come out as they went in", () => {
    for (const command of COMMANDS) expect(decodeCommand(encodeControl(command))).toEqual(command);
    for (const event of EVENTS) expect(decodeEvent(encodeControl(event))).toEqual(event);
  });

  test("of one direction are refused in the other", () => {
    for (const command of COMMANDS) expect(() => decodeEvent(encodeControl(command))).toThrow(ContractError);
    for (const event of EVENTS) expect(() => decodeCommand(encodeControl(event))).toThrow(ContractError);
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "null"],
    ["a type that is not in the table", '{"type":"order.place"}'],
    ["a speed that is not offered", '{"type":"replay.speed","speed":3}'],
    ["a speed as text", '{"type":"replay.speed","speed":"10"}'],
    ["a negative number", '{"type":"view.ack","stream":"watchlist","seq":-1}'],
    ["a fraction", '{"type":"view.ack","stream":"watchlist","seq":1.5}'],
    ["a stream that is not there", '{"type":"view.ack","stream":"orders","seq":1}'],
    ["a place to seek that is two", '{"type":"replay.seek","to":{"rx":1,"timeNs":"5"}}'],
    ["a place to seek before the first", '{"type":"replay.seek","to":{"rx":-1}}'],
    ["an id without end", `{"type":"focus.instrument","instrument":"${"x".repeat(2_000)}"}`],
    ["a key too many", '{"type":"replay.play","and":1}'],
    ["a prototype for a key", '{"type":"replay.play","__proto__":{"x":1}}'],
    ["text beyond a message's bound", `{"type":"replay.play","x":"${"x".repeat(70_000)}"}`],
  ])("with %s are refused", (_, text) => {
    expect(() => decodeCommand(text)).toThrow(ContractError);
  });
});
