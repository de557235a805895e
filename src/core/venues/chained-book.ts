import { asUint32, INTERLEAVED_CHECKSUM } from "../book/checksum.ts";
import { decimalOf, integer, type Json, list, MalformedMessage, numberText, text, timeOr0 } from "./checked-fields.ts";
import type { InstrumentTable } from "./instrument-table.ts";
import type { PartHead } from "./json-decoder.ts";
import { fillDepth, fillQuote, wireLevels } from "./level-fields.ts";
import type { Message } from "./message.ts";

/** Set as `prev` of an update that carries no ids: its checksum alone is to judge it. */
export const NO_IDS = -1;

/** What a venue calls the id of a message of a book, and the id of the one before it. */
export interface ChainNames {
  readonly id: string;
  readonly previous: string;
}

/** What one book of a message that says `action` is: a snapshot, or an update of it. Throws a MalformedMessage for any other word. */
export function chainedBookRole(value: Json): "snapshot" | "diff" {
  const action = text(value, "action");
  if (action !== "snapshot" && action !== "update") throw new MalformedMessage(`a book message that is ${action}`);
  return action === "snapshot" ? "snapshot" : "diff";
}

export function chainedBookHead(symbol: string, bookRole: "snapshot" | "diff", data: Json): PartHead {
  return { symbol, part: "book", bookRole, eventMs: timeOr0(data, "ts") };
}

/**
 * Reads one book as OKX and Bitget send it into `message.depth`: levels as texts, a checksum over them, ids that name the message before,
 * or both. An update that has its own id and not the one before it proves nothing: it is refused.
 */
export function readChainedBook(data: Json, message: Message, table: InstrumentTable, role: "snapshot" | "diff", names: ChainNames): void {
  const sequenced = names.id in data;
  const checksum = optionalChecksum(data);
  const last = sequenced ? integer(data, names.id) : 0;
  message.kind = role === "snapshot" ? "snapshot" : "depth";
  message.depth.begin({
    first: last,
    last,
    prev: role === "snapshot" || !sequenced ? NO_IDS : integer(data, names.previous),
    checksum,
    proven: sequenced || checksum !== null,
  });
  fillDepth(message, table, wireLevels(list(data, "bids"), INTERLEAVED_CHECKSUM), wireLevels(list(data, "asks"), INTERLEAVED_CHECKSUM), true);
}

/** Reads the best level of each side, of which one may be missing. */
export function readBestLevels(data: Json, message: Message): void {
  const [bid, ask] = (["bids", "asks"] as const).map((side) => list(data, side)[0] ?? ["0", "0"]);
  if (!Array.isArray(bid) || !Array.isArray(ask)) throw new MalformedMessage("a level is not a list");
  message.kind = "bbo";
  fillQuote(message.quote, 0, decimalOf(bid[0], "bid"), decimalOf(bid[1], "bid size"), decimalOf(ask[0], "ask"), decimalOf(ask[1], "ask size"));
}

/** Null where there is none, or the 0 that both venues have come to send in its place. */
function optionalChecksum(data: Json): number | null {
  if (!("checksum" in data)) return null;
  const written = numberText(data["checksum"]) ?? "";
  const checksum = /^-?[0-9]{1,10}$/.test(written) ? asUint32(Number(written)) : null;
  if (checksum === null) throw new MalformedMessage("checksum is no 32-bit integer");
  return checksum === 0 ? null : checksum;
}
