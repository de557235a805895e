import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MAX_MESSAGE_BYTES, type Port, type PortMessage } from "../../src/core/contract/port.ts";
import { type FarReport, LAST_WORDS } from "./far-end.ts";

/** Two processes, or what stands for them, with a transport between them. At the other side of it `farEnd()` takes each port. */
export interface Wire {
  /** Opens one more port, and returns its end on this side. */
  connect(): Promise<Port>;
  /** The other process dies without a word. */
  kill(): void;
  /** Ends what is left of it. */
  close(): Promise<void>;
}

interface Heard {
  readonly port: Port;
  readonly messages: PortMessage[];
  readonly closed: string[];
}

function listen(port: Port): Heard {
  const heard: Heard = { port, messages: [], closed: [] };
  port.onMessage((message) => heard.messages.push(message));
  port.onClose((reason) => heard.closed.push(reason));
  return heard;
}

/** What every transport of ports must do, whatever it is made of. */
export function describePortContract(transport: string, open: () => Promise<Wire>): void {
  describe(`a port over ${transport}`, () => {
    let wire: Wire;
    let control: Heard;

    beforeEach(async () => {
      wire = await open();
      control = listen(await wire.connect());
    });

    afterEach(async () => {
      await wire.close();
    });

    const connect = async (): Promise<Heard> => listen(await wire.connect());
    const reports = (): FarReport[] => control.messages.filter((text) => text !== "ping").map((text) => JSON.parse(text as string) as FarReport);
    /** Everything posted so far, on whichever port, has been heard and answered. */
    const roundTrip = async (): Promise<void> => {
      const pings = (): number => control.messages.filter((message) => message === "ping").length;
      const before = pings();
      control.port.post("ping");
      await expect.poll(pings).toBe(before + 1);
    };

    test("carries text and bytes in the order they were posted, both ways", async () => {
      const { port, messages } = await connect();
      const posted = Array.from({ length: 300 }, (_, n): PortMessage => (n % 3 === 0 ? new Uint8Array([n, n >> 8]).buffer : `message ${n}`));
      for (const message of posted) port.post(message);
      await expect.poll(() => messages.length).toBe(posted.length);
      expect(messages).toEqual(posted);
    });

    test("carries nothing, and text of any script, as it is", async () => {
      const { port, messages } = await connect();
      const posted = ["", new ArrayBuffer(0), "币安人生 €\u0000\u{1f4c8}", "{"];
      for (const message of posted) port.post(message);
      await expect.poll(() => messages).toEqual(posted);
    });

    test("carries the longest messages there may be", async () => {
      const { port, messages } = await connect();
      const bytes = Uint8Array.from({ length: MAX_MESSAGE_BYTES }, (_, n) => n * 31).buffer;
      const text = "x".repeat(MAX_MESSAGE_BYTES);
      port.post(bytes);
      port.post(text);
      await expect.poll(() => messages.length).toBe(2);
      expect(Buffer.from(messages[0] as ArrayBuffer).equals(Buffer.from(bytes))).toBe(true);
      expect(messages[1] === text).toBe(true);
    });

    test("keeps apart from the others", async () => {
      const ports = await Promise.all(Array.from({ length: 40 }, connect));
      for (let round = 0; round < 5; round++) for (const [n, { port }] of ports.entries()) port.post(`${n}, round ${round}`);
      await expect.poll(() => ports.every(({ messages }) => messages.length >= 5)).toBe(true);
      for (const [n, { messages }] of ports.entries()) expect(messages).toEqual([0, 1, 2, 3, 4].map((round) => `${n}, round ${round}`));
    });

    test("is closed from this end: both hear of it once, and the other end why", async () => {
      const { port, closed } = await connect();
      port.close("the page is done");
      port.close("and said so twice");
      await expect.poll(reports).toEqual([{ port: 1, closed: "the page is done" }]);
      await expect.poll(() => closed.length).toBe(1);
      await roundTrip();
      expect(reports()).toHaveLength(1);
      expect(closed).toHaveLength(1);
    });

    test("is closed from the other end: what was posted before comes first, and nothing after", async () => {
      const { port, messages, closed } = await connect();
      port.post(`${LAST_WORDS}not in the contract`);
      await expect.poll(() => closed).toEqual(["not in the contract"]);
      expect(messages).toEqual(["last words", new Uint8Array([1, 2, 3]).buffer]);
      port.post("to nobody");
      await roundTrip();
      expect(messages).toHaveLength(2);
    });

    test("needs no reason to be closed", async () => {
      const [near, far] = [await connect(), await connect()];
      near.port.close();
      far.port.post(LAST_WORDS);
      await expect.poll(() => far.closed).toEqual([""]);
      await expect.poll(() => reports().find((report) => report.port === 1)).toEqual({ port: 1, closed: "" });
    });

    test("cuts a reason that is too long, between two characters", async () => {
      const long = "€".repeat(500);
      const [near, far] = [await connect(), await connect()];
      near.port.close(long);
      far.port.post(LAST_WORDS + long);
      await expect.poll(() => far.closed.length).toBe(1);
      await expect.poll(() => reports().some((report) => report.port === 1)).toBe(true);
      for (const reason of [far.closed[0], reports().find((report) => report.port === 1)?.closed]) expect(reason).toMatch(/^€{41,500}$/);
    });

    test("hears nothing more once it was closed here, though an answer was on its way", async () => {
      const { port, messages } = await connect();
      port.post("come back");
      port.close();
      await roundTrip();
      await roundTrip();
      expect(messages).toEqual([]);
    });

    test("leaves the others open when it is closed", async () => {
      const [one, two] = [await connect(), await connect()];
      one.port.close("no longer needed");
      await expect.poll(reports).toHaveLength(1);
      two.port.post("still here");
      await expect.poll(() => two.messages).toEqual(["still here"]);
      expect(two.closed).toEqual([]);
    });

    test("tells a listener that comes after the end", async () => {
      const { port, closed } = await connect();
      port.post(`${LAST_WORDS}over`);
      await expect.poll(() => closed).toEqual(["over"]);
      expect(listen(port).closed).toEqual(["over"]);
    });

    test("closes when the other process is gone, once", async () => {
      const [one, two] = [await connect(), await connect()];
      one.port.post("alive");
      await expect.poll(() => one.messages).toEqual(["alive"]);
      wire.kill();
      await expect.poll(() => [one.closed.length, two.closed.length, control.closed.length]).toEqual([1, 1, 1]);
      one.port.post("to nobody");
      one.port.close("again");
      expect(one.closed).toHaveLength(1);
    });
  });
}
