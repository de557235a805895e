import type { ByteReader, ByteWriter } from "../../base/bytes.ts";
import { isObject, type Json, numberText } from "../checked-fields.ts";

/** What a connection sends under one of its numbers. */
export interface Channel {
  /** `orders`: a raw book, of single orders. */
  readonly kind: "book" | "orders" | "trades" | "ticker" | "candles" | "status" | "other";
  /** As sent, `tBTCUSD`; empty where the channel is about no single instrument. */
  readonly symbol: string;
  /** Of candles, their interval. */
  readonly detail: string;
}

const KINDS: readonly Channel["kind"][] = ["book", "orders", "trades", "ticker", "candles", "status", "other"];
const OTHER: Channel = { kind: "other", symbol: "", detail: "" };

/** What the numbers of each connection's channels stand for: `subscribed` says so once, and no message after it does. */
export class Channels {
  private readonly conns = new Map<string, Map<string, Channel>>();
  private readonly preferred: Channel["kind"];

  /** `preferred`: the kind of book that is read where a connection sends both of one instrument. */
  constructor(preferred: "book" | "orders") {
    this.preferred = preferred;
  }

  /**
   * Notes the answer to a subscription. Of two books of an instrument on one connection only one is read: the preferred kind, else the one
   * subscribed last. Returns the one that is read no more; undefined where there is none.
   */
  note(conn: string, answer: Json): Channel | undefined {
    const id = numberText(answer["chanId"]);
    if (id === undefined) return undefined;
    const channels = this.conns.get(conn) ?? new Map<string, Channel>();
    this.conns.set(conn, channels);
    const channel = channelOf(answer);
    const [[oldId, old] = []] = [...channels].filter(([, other]) => isBook(channel) && isBook(other) && other.symbol === channel.symbol);
    const keepsOld = old !== undefined && old.kind === this.preferred && channel.kind !== this.preferred;
    if (oldId !== undefined && !keepsOld) channels.set(oldId, OTHER);
    channels.set(id, keepsOld ? OTHER : channel);
    return keepsOld ? undefined : old;
  }

  find(conn: string, id: string): Channel | undefined {
    return this.conns.get(conn)?.get(id);
  }

  /** What the channel was that has ended; undefined where it was not known. */
  end(conn: string, id: string): Channel | undefined {
    const channel = this.find(conn, id);
    this.conns.get(conn)?.delete(id);
    return channel;
  }

  forget(conn: string): void {
    this.conns.delete(conn);
  }

  write(w: ByteWriter): void {
    const rows = [...this.conns].flatMap(([conn, channels]) => [...channels].map(([id, channel]) => ({ conn, id, ...channel })));
    w.uint(rows.length);
    for (const { conn, id, kind, symbol, detail } of rows.sort((a, b) => order(a.conn, b.conn) || order(a.id, b.id))) {
      for (const text of [conn, id, symbol, detail]) w.string(text);
      w.u8(KINDS.indexOf(kind));
    }
  }

  read(r: ByteReader): void {
    this.conns.clear();
    for (let left = r.uint(); left > 0; left--) {
      const [conn = "", id = "", symbol = "", detail = ""] = Array.from({ length: 4 }, () => r.string());
      const channels = this.conns.get(conn) ?? new Map<string, Channel>();
      this.conns.set(conn, channels.set(id, { kind: KINDS[r.u8()] ?? "other", symbol, detail }));
    }
  }
}

export function isBook({ kind }: Channel): boolean {
  return kind === "book" || kind === "orders";
}

/** Trading pairs begin with `t`; what lends money (`f`) is no instrument here. */
function channelOf(answer: Json): Channel {
  if (!isObject(answer)) return OTHER;
  const { channel, symbol, key, prec } = answer;
  const name = typeof symbol === "string" ? symbol : "";
  if (channel === "candles" || channel === "status") {
    const [, detail = "", ...rest] = typeof key === "string" ? key.split(":") : [];
    const pair = channel === "candles" ? rest.join(":") : typeof key === "string" ? key.slice(key.indexOf(":") + 1) : "";
    return pair.startsWith("t") ? { kind: channel, symbol: pair, detail: channel === "candles" ? detail : "" } : OTHER;
  }
  if (!name.startsWith("t") || !name.isWellFormed()) return OTHER;
  if (channel === "book") return prec === "R0" || prec === "P0" ? { kind: prec === "R0" ? "orders" : "book", symbol: name, detail: "" } : OTHER;
  return channel === "trades" || channel === "ticker" ? { kind: channel, symbol: name, detail: "" } : OTHER;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
