import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Command, decodeEvent, type DeskEvent, encodeControl } from "../../src/core/contract/desk.ts";
import type { Port } from "../../src/core/contract/port.ts";
import { encodeShell } from "../../src/core/contract/shell.ts";
import { decodeStreamView, type StreamView } from "../../src/core/contract/view-of-stream.ts";

/** The name under which the worker of `farViews()` is a source of views. */
export const SOURCE = "books-0";
const BTC = "binance:BTCUSDT";

/** A shell with `farViews()` as its one source, and a transport of page ports to it. */
export interface ViewWire {
  /** Opens a page's port; nothing was said over it yet. */
  connect(): Promise<Port>;
  /** The shell's own port to the worker. */
  readonly shell: Port;
  close(): Promise<void>;
}

/** What a page may rely on, whatever carries its ports and whoever hands them on. */
export function describeViewPorts(transport: string, open: () => Promise<ViewWire>): void {
  describe(`a view port over ${transport}`, () => {
    let wire: ViewWire;

    // One worker for all cases: to make its session takes longer than they do.
    beforeAll(async () => {
      wire = await open();
    });
    afterAll(() => wire.close());

    const page = async (to = SOURCE, ...commands: Command[]) => {
      const port = await wire.connect();
      const events: DeskEvent[] = [];
      const views: StreamView[] = [];
      const closed: string[] = [];
      port.onMessage((message) => {
        if (typeof message === "string") events.push(decodeEvent(message));
        else views.push(decodeStreamView(message));
      });
      port.onClose((reason) => closed.push(reason));
      port.post(encodeShell({ type: "port.open", to }));
      // Right behind the name: the port may be on its way to the worker.
      for (const command of commands) port.post(encodeControl(command));
      const of = <S extends StreamView["stream"]>(stream: S) =>
        views.filter((view): view is Extract<StreamView, { stream: S }> => view.stream === stream);
      return { port, events, closed, of, send: (command: Command) => port.post(encodeControl(command)) };
    };
    /** More is folded, and all that was said before has been heard. */
    const fold = async (batches: number): Promise<void> => {
      const answered = new Promise<void>((resolve) => wire.shell.onMessage(() => resolve()));
      wire.shell.post(String(batches));
      await answered;
    };

    test("shows what the worker holds, in a watchlist and of the instrument in focus", async () => {
      const { of, events } = await page(SOURCE, { type: "focus.instrument", instrument: BTC });
      await expect.poll(() => of("ladder").length).toBe(1);
      const ladder = of("ladder")[0]?.view;
      expect(ladder).toMatchObject({ instrument: BTC, quality: "live" });
      expect(ladder?.bids.length).toBeGreaterThan(5);
      const names = events.flatMap((event) => (event.type === "view.instruments" ? event.ids : []));
      expect(names).toContain(BTC);
      await expect.poll(() => of("liquidity").length).toBe(1);
      expect(of("liquidity")[0]?.view).toMatchObject({ instrument: BTC, bidLevels: ladder?.bidLevels, figures: { bid: ladder?.bids[0]?.price } });
      const row = of("watchlist")[0]?.view.rows.find(({ instrument }) => names[instrument] === BTC);
      expect(row?.analytics).toBeNull();
      expect(row?.book?.bid?.mantissa).toBe(ladder?.bids[0]?.price);
    });

    test("has one view of a stream on its way at most, and the newest state after each that was painted", async () => {
      const { of, send } = await page(SOURCE, { type: "focus.instrument", instrument: BTC });
      await expect.poll(() => [of("ladder").length, of("watchlist").length]).toEqual([1, 1]);
      for (let n = 0; n < 5; n++) await fold(4);
      const other = await page();
      await expect.poll(() => other.of("watchlist").length).toBe(1);
      expect([of("ladder").length, of("watchlist").length]).toEqual([1, 1]);
      for (const stream of ["ladder", "watchlist"] as const) send({ type: "view.ack", stream, seq: 1 });
      await expect.poll(() => [of("ladder").length, of("watchlist").length]).toEqual([2, 2]);
      expect(of("watchlist")[1]?.view.merged).toBeGreaterThan(0);
      const fresh = await page(SOURCE, { type: "focus.instrument", instrument: BTC });
      await expect.poll(() => fresh.of("ladder").length).toBe(1);
      expect(of("ladder")[1]?.view.bids).toEqual(fresh.of("ladder")[0]?.view.bids);
    });

    test("of one page says nothing to another", async () => {
      const [one, two] = [await page(SOURCE, { type: "focus.instrument", instrument: BTC }), await page()];
      await expect.poll(() => one.of("ladder").length).toBe(1);
      await expect.poll(() => two.of("watchlist").length).toBe(1);
      expect(two.of("ladder")).toEqual([]);
      one.port.close();
      two.send({ type: "focus.instrument", instrument: BTC });
      await expect.poll(() => two.of("ladder").length).toBe(1);
    });

    test("is closed with the reason where the page breaks the contract, and the other pages stay", async () => {
      const [broken, fine] = [await page(), await page()];
      broken.port.post('{"type":"order.place"}');
      await expect.poll(() => broken.closed).toEqual([expect.stringContaining("not in the contract")]);
      fine.send({ type: "focus.instrument", instrument: BTC });
      await expect.poll(() => fine.of("ladder").length).toBe(1);
    });

    test("to a source that is not there is closed with the reason", async () => {
      const { closed } = await page("books-7");
      await expect.poll(() => closed).toEqual(['there is no "books-7" on this desk']);
    });
  });
}
