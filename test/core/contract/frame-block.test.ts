import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BlockReader, BlockWriter, FrameBlockError } from "../../../src/core/contract/frame-block.ts";
import { KIND_BY_CODE } from "../../../src/core/contract/frame-block-layout.ts";
import { FRAME_KINDS, type RecordedFrame } from "../../../src/core/contract/frame.ts";

const seed = Date.now() & 0x7fffffff;
const encoder = new TextEncoder();

function frame(part: Partial<RecordedFrame> & { text?: string }): RecordedFrame {
  const bytes = part.bytes ?? encoder.encode(part.text ?? "{}");
  const { text: _, ...given } = part;
  return {
    rx: 1,
    kind: "recv",
    conn: "ws",
    epoch: 0,
    url: "",
    rxNs: 0n,
    monoNs: null,
    binary: false,
    start: 0,
    end: bytes.length,
    ...given,
    bytes,
  };
}

function blockOf(frames: readonly RecordedFrame[]): Uint8Array {
  const writer = new BlockWriter();
  for (const one of frames) writer.add(one);
  return writer.finish();
}

function framesOf(block: Uint8Array): RecordedFrame[] {
  const reader = new BlockReader(block);
  return Array.from({ length: reader.count }, (_, index) => {
    const out = frame({});
    reader.read(index, out);
    reader.readClock(index, out);
    return plain(out);
  });
}

/** The frame with its text cut out of the buffer it lies in. */
function plain(one: RecordedFrame): RecordedFrame {
  const bytes = one.bytes.slice(one.start, one.end);
  return { ...one, bytes, start: 0, end: bytes.length };
}

const INT64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, -1n, 1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n, 2n ** 32n - 1n, -(2n ** 31n)),
  fc.bigInt({ min: 1_723_161_253_000_000_000n, max: 1_723_161_254_000_000_000n }),
);
const FRAME = fc.record({
  kind: fc.constantFrom(...FRAME_KINDS),
  conn: fc.constantFrom("ws", "", "rest", "\ufeffbom", "связь", "__proto__"),
  epoch: fc.oneof(fc.constant(0), fc.maxSafeNat()),
  url: fc.constantFrom("", "/depth?symbol=BTCUSDT", "wss://venue/ws"),
  rxNs: INT64,
  monoNs: fc.option(INT64),
  binary: fc.boolean(),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.nat(5).map((id) => encoder.encode(`{"stream":"s${id}@trade","data":{"t":${id}}}`)),
    fc.constantFrom(encoder.encode("x".repeat(300)), encoder.encode("y".repeat(70_000))),
  ),
});

describe("frame block", () => {
  test(`gives back every frame and clock (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(FRAME, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 2 ** 52 }), (parts, firstRx) => {
        const frames = parts.map((part, index) => frame({ ...part, rx: firstRx + index }));
        const block = blockOf(frames);
        expect(framesOf(block)).toEqual(frames.map(plain));
        const reader = new BlockReader(block);
        expect([reader.firstRx, reader.lastRx]).toEqual([firstRx, firstRx + frames.length - 1]);
        expect([reader.firstNs, reader.lastNs]).toEqual([frames[0]?.rxNs, frames.at(-1)?.rxNs]);
      }),
      { seed, numRuns: 300 },
    );
  });

  test("keeps more shapes, connections and frames than one byte counts", () => {
    const frames = Array.from({ length: 20_000 }, (_, index) =>
      frame({
        rx: index + 1,
        conn: `c${index % 700}`,
        rxNs: BigInt(index % 3) * 10n ** 18n,
        text: `${String.fromCharCode(97 + (index % 26), 97 + (Math.floor(index / 26) % 26))}${index}`,
      }),
    );
    expect(framesOf(blockOf(frames))).toEqual(frames.map(plain));
  });

  test("is full at its bounds and takes the next block's frames after finish", () => {
    const writer = new BlockWriter();
    for (let rx = 1; rx <= 3; rx++) writer.add(frame({ rx, bytes: new Uint8Array(400_000) }));
    expect(writer.full).toBe(true);
    expect(new BlockReader(writer.finish()).lastRx).toBe(3);
    expect([writer.count, writer.full]).toEqual([0, false]);
    writer.add(frame({ rx: 4, text: "next" }));
    expect(framesOf(writer.finish())).toEqual([frame({ rx: 4, text: "next" })]);
  });

  test("costs no column for what does not change", () => {
    const frames = Array.from({ length: 1000 }, (_, index) => frame({ rx: index + 1, rxNs: 5n, monoNs: 3n, text: "" }));
    expect(blockOf(frames).length).toBeLessThan(120);
  });

  test("refuses frames out of order and an empty block", () => {
    const writer = new BlockWriter();
    expect(() => writer.finish()).toThrow(FrameBlockError);
    expect(() => writer.add(frame({ rx: 0 }))).toThrow(FrameBlockError);
    writer.add(frame({ rx: 7 }));
    expect(() => writer.add(frame({ rx: 7 }))).toThrow("rx 7 does not follow 7");
    expect(() => writer.add(frame({ rx: 9 }))).toThrow(FrameBlockError);
  });

  test("refuses a frame it does not hold", () => {
    const reader = new BlockReader(blockOf([frame({})]));
    for (const index of [-1, 1, 0.5 + 1, Number.NaN]) {
      expect(() => reader.read(index, frame({}))).toThrow(FrameBlockError);
      expect(() => reader.readClock(index, frame({}))).toThrow(FrameBlockError);
    }
  });

  test("refuses a block cut anywhere, and one with bytes behind it", () => {
    const block = blockOf([frame({ text: "one" }), frame({ rx: 2, kind: "rest", url: "/depth", rxNs: 9n, text: "two!" })]);
    for (let length = 0; length < block.length; length++) {
      expect(() => new BlockReader(block.subarray(0, length))).toThrow(FrameBlockError);
    }
    expect(() => new BlockReader(Uint8Array.from([...block, 0]))).toThrow(FrameBlockError);
  });

  test(`never reads outside the block and never throws anything else, whatever bytes are changed (seed ${seed})`, () => {
    const block = blockOf([
      frame({ text: "one", rxNs: 10n }),
      frame({ rx: 2, kind: "rest", url: "/depth", rxNs: 7n, monoNs: 1n, text: "two!" }),
      frame({ rx: 3, text: "three", rxNs: 12n }),
    ]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(block.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }), (edits) => {
        const damaged = block.slice();
        for (const [at, value] of edits) damaged[at] = value;
        try {
          const reader = new BlockReader(damaged);
          const out = frame({});
          for (let index = 0; index < reader.count; index++) {
            reader.read(index, out);
            expect(out.start >= 0 && out.start <= out.end && out.end <= damaged.length).toBe(true);
            reader.readClock(index, out);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(FrameBlockError);
        }
      }),
      { seed, numRuns: 5000 },
    );
  });

  test("writes kinds as numbers that never change", () => {
    expect(KIND_BY_CODE.slice(0, 8)).toEqual(["recv", "send", "rest", "open", "close", "gap", "stale", "request"]);
  });
});
