import type { Decimal, Int } from "../../../src/core/base/decimal.ts";
import type { OrderChange } from "../../../src/core/book/book-orders.ts";
import type { LevelList } from "../../../src/core/book/depth-update.ts";
import type { Message } from "../../../src/core/venues/message.ts";
import type { Decoder, Venue } from "../../../src/core/venues/venue.ts";

type Level = readonly [price: Int, qty: Int, text: string | undefined];

/** A venue whose decoder is right but for what `spoil` does to its book messages. */
function spoilt(venue: Venue, spoil: (message: Message) => void): Venue {
  return {
    ...venue,
    decoder(interest) {
      const decoder = venue.decoder(interest);
      const decode: Decoder["decode"] = (frame) => {
        const messages = decoder.decode(frame);
        for (const message of messages) if (message.kind === "depth" || message.kind === "snapshot") spoil(message);
        return messages;
      };
      return new Proxy(decoder, {
        get: (target, key) => {
          const value: unknown = key === "decode" ? decode : Reflect.get(target, key, target);
          return typeof value === "function" && key !== "decode" ? (value.bind(target) as unknown) : value;
        },
      });
    },
  };
}

function change(list: LevelList, to: (level: Level) => Level | null): void {
  const { texts } = list;
  const levels = Array.from({ length: list.count }, (_, at): Level => [list.priceAt(at), list.qtyAt(at), texts?.[at]]);
  const kept = levels.map(to).filter((level) => level !== null);
  list.assign(kept.map(([price, qty]) => [price, qty]));
  if (texts !== null) list.texts = kept.map(([, , text]) => text ?? "");
}

/** The same for a message that tells of single orders, whose levels follow from them. */
function changeOrders({ depth }: Message, to: (order: OrderChange) => OrderChange | null): void {
  if (depth.orders !== null) depth.orders = depth.orders.map(to).filter((order) => order !== null);
}

/** Defects of decoders that every venue's own proof, or its sample, must show: the mutants that the project names. */
export const MESSAGE_MUTANTS: Readonly<Record<string, (venue: Venue) => Venue>> = {
  "does not remove levels of quantity zero": (venue) =>
    spoilt(venue, (message) => {
      const { depth } = message;
      changeOrders(message, (order) => (order.qty.mantissa === 0 ? null : order));
      for (const side of [depth.bids, depth.asks]) change(side, (level) => (level[1] === 0 ? null : level));
    }),
  "swaps the sides": (venue) =>
    spoilt(venue, (message) => {
      const { depth } = message;
      changeOrders(message, (order) => ({ ...order, side: order.side === "buy" ? "sell" : "buy" }));
      [depth.bids, depth.asks] = [depth.asks, depth.bids];
    }),
  "reads decimals through a float": (venue) =>
    spoilt(venue, (message) => {
      const { depth } = message;
      const rounded = ({ mantissa, scale }: Decimal): Decimal => ({ mantissa: Math.round(Math.fround(Number(mantissa))), scale });
      changeOrders(message, (order) => ({ ...order, price: rounded(order.price), qty: rounded(order.qty) }));
      // What a 32-bit float makes of the values, and of the texts what printing a float leaves of them.
      for (const side of [depth.bids, depth.asks]) {
        change(side, ([price, qty, text]) => [
          Math.round(Math.fround(Number(price))),
          Math.round(Math.fround(Number(qty))),
          text?.replace(/\.?0+(?=:|$)/g, ""),
        ]);
      }
    }),
};
