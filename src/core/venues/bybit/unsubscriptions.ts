import type { ByteReader, ByteWriter } from "../../base/bytes.ts";
import { isObject } from "../checked-fields.ts";

/**
 * What was asked to end on each connection and is not confirmed yet. Bybit's answer repeats our `req_id` and names no topic, so the topics
 * are known from what we sent.
 */
export class Unsubscriptions {
  private readonly asked = new Map<string, readonly string[]>();

  /** Notes a message that we sent, where it ends anything. */
  sent(conn: string, message: unknown): void {
    if (!isObject(message) || message["op"] !== "unsubscribe" || !Array.isArray(message["args"])) return;
    const topics = (message["args"] as unknown[]).filter((topic) => typeof topic === "string");
    this.asked.set(keyOf(conn, message["req_id"]), topics);
  }

  /** The topics that an answer confirms the end of. */
  confirmed(conn: string, requestId: unknown): readonly string[] {
    const key = keyOf(conn, requestId);
    const topics = this.asked.get(key) ?? [];
    this.asked.delete(key);
    return topics;
  }

  forget(conn: string): void {
    for (const key of this.asked.keys()) if (key.startsWith(`${conn}\n`)) this.asked.delete(key);
  }

  write(w: ByteWriter): void {
    w.uint(this.asked.size);
    for (const [key, topics] of [...this.asked].sort(([a], [b]) => (a < b ? -1 : 1))) {
      w.string(key);
      w.uint(topics.length);
      for (const topic of topics) w.string(topic);
    }
  }

  read(r: ByteReader): void {
    this.asked.clear();
    for (let left = r.uint(); left > 0; left--) {
      const key = r.string();
      this.asked.set(
        key,
        Array.from({ length: r.uint() }, () => r.string()),
      );
    }
  }
}

function keyOf(conn: string, requestId: unknown): string {
  return `${conn}\n${typeof requestId === "string" ? requestId : ""}`;
}
