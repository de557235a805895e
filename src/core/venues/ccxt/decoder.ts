import { decimal, isObject, type Json, list, MalformedMessage, safeInteger, text, timeMs, timeOr0 } from "../checked-fields.ts";
import { JsonDecoder } from "../json-decoder.ts";
import type { Interest } from "../instrument-table.ts";
import { fillDepth, fillTrade, sideOf, wireLevels } from "../level-fields.ts";
import type { Message } from "../message.ts";

const MOST_ID = 128;

/** Decodes the unified events that the process of a ccxt exchange sends; see `unified-event.ts`. Nothing in them proves a book. */
export class CcxtDecoder extends JsonDecoder {
  constructor(interest: Interest) {
    super(interest, false);
  }

  protected override headOf(head: string) {
    const symbol = /"symbol":"([^"\\]+)"/u.exec(head)?.[1];
    return symbol === undefined ? null : { symbol, isBook: !head.startsWith('{"unified":"trade"') };
  }

  protected read(value: unknown): void {
    if (!isObject(value)) throw new MalformedMessage("not an object");
    const kind = value["unified"];
    if (kind === "answer" || kind === "break" || kind === "backfill") return;
    if (kind === "trade") this.part({ symbol: symbolOf(value), part: "analytics", eventMs: tradeMs(value) }, (message) => readTrade(value, message));
    else if (kind === "book") this.book(value);
    else if (kind === "audit") this.part({ symbol: symbolOf(value), part: "book" }, (message) => this.audit(value, message));
    else throw new MalformedMessage("not a unified event");
  }

  private audit(value: Json, message: Message): void {
    message.kind = "audit";
    message.depth.begin({});
    fillDepth(message, this.table, wireLevels(list(value, "bids"), null), wireLevels(list(value, "asks"), null), false);
  }

  private book(value: Json): void {
    const full = value["full"] === true;
    const head = { symbol: symbolOf(value), part: "book", bookRole: full ? "snapshot" : "diff", eventMs: timeOr0(value, "ms") } as const;
    this.part(head, (message) => {
      const n = safeInteger(value, "n", 1);
      const depthLimit = full ? safeInteger(value, "depth", 1) : 0;
      message.kind = full ? "snapshot" : "depth";
      message.depth.begin({ first: n, last: n, depthLimit, proven: false });
      fillDepth(message, this.table, wireLevels(list(value, "bids"), null), wireLevels(list(value, "asks"), null), false);
    });
  }
}

function symbolOf(value: Json): string {
  return text(value, "symbol");
}

/** A trade without a time of its own has the one at which it came. */
function tradeMs(value: Json): number {
  return timeOr0(value, value["ms"] === null ? "receivedMs" : "ms");
}

function readTrade(value: Json, message: Message): void {
  const { id } = value;
  if (typeof id !== "string" || id.length > MOST_ID || !id.isWellFormed()) throw new MalformedMessage("id is not a text");
  const eventMs = timeMs(value, value["ms"] === null ? "receivedMs" : "ms");
  message.kind = "trade";
  fillTrade(message.trade, id, sideOf(value["side"]), decimal(value, "price"), decimal(value, "amount"), eventMs);
}
