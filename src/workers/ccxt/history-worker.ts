import { feedCommandSchema, type FeedEvent } from "../../core/contract/live.ts";
import { candleMessages } from "../../core/contract/venue-candle.ts";
import { startWorker } from "../worker-process.ts";
import { VenueHistory } from "./venue-history.ts";

const [venue = "", endpoint = ""] = process.argv.slice(2);

/** The history worker: candles of one venue's instruments through ccxt. Its port takes `history.want` and answers with `history.found`. */
startWorker(() => {
  const history = new VenueHistory(venue, endpoint === "" ? null : endpoint, () => Date.now());
  return (port) => {
    const tell = (event: FeedEvent): void => port.post(JSON.stringify(event));
    port.onMessage((message) => {
      const command = feedCommandSchema.parse(JSON.parse(typeof message === "string" ? message : ""));
      if (command.type !== "history.want") return;
      const { instrument, interval } = command;
      void history.candles(instrument, interval).then(({ rows, reason }) => {
        for (const part of candleMessages(rows)) tell({ type: "history.found", instrument, interval, ...part, reason });
      });
    });
  };
});
