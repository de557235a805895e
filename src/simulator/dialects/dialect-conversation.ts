import type { StreamMessage } from "../binance-spot-dialect.ts";
import type { ClientSocket, Conversation } from "../client-socket.ts";
import { Outbox } from "../outbox.ts";
import type { NewsListener, SymbolFeed } from "../symbol-feed.ts";
import type { DialectContext } from "./dialect.ts";

export type News<Kind extends StreamMessage["kind"]> = Extract<StreamMessage, { kind: Kind }>;

/** What the conversations of all dialects share: who is subscribed to what, and that a fault keeps back or doubles what is sent. */
export abstract class DialectConversation implements Conversation {
  protected readonly client: ClientSocket;
  protected readonly feeds: DialectContext["feeds"];
  private readonly timeline: DialectContext["timeline"];
  private readonly heard = new Map<SymbolFeed, Map<string, NewsListener>>();
  private isOver = false;

  constructor({ client, feeds, timeline }: DialectContext) {
    this.client = client;
    this.feeds = feeds;
    this.timeline = timeline;
  }

  abstract hear(text: string): void;

  ended(): void {
    this.isOver = true;
    for (const [feed, topics] of this.heard) for (const listener of topics.values()) feed.news.delete(listener);
    this.heard.clear();
  }

  /**
   * From now on `say` is asked what to say of each piece of news of this kind; null: nothing. What it says has taken its number also where
   * a fault then keeps it back.
   */
  protected subscribe<Kind extends StreamMessage["kind"]>(
    topic: string,
    feed: SymbolFeed,
    kind: Kind,
    say: (news: News<Kind>) => string | null,
  ): void {
    const topics = this.heard.get(feed) ?? new Map<string, NewsListener>();
    this.heard.set(feed, topics);
    this.unsubscribe(topic, feed);
    const outbox = new Outbox();
    const listener: NewsListener = (message, delivery) => {
      const text = message.kind === kind ? say(message as News<Kind>) : null;
      if (text === null) return;
      for (const each of outbox.take(text, delivery)) this.tell(each, message.sentMs);
    };
    topics.set(topic, listener);
    feed.news.add(listener);
  }

  protected unsubscribe(topic: string, feed: SymbolFeed): void {
    const topics = this.heard.get(feed);
    const listener = topics?.get(topic);
    if (listener === undefined) return;
    topics?.delete(topic);
    feed.news.delete(listener);
  }

  protected isSubscribed(topic: string, feed: SymbolFeed): boolean {
    return this.heard.get(feed)?.has(topic) === true;
  }

  protected tell(text: string, sentMs = this.client.nowMs): void {
    this.client.tell(Buffer.from(text), text, sentMs);
  }

  /** Says something again and again until the client is gone. */
  protected each(everyMs: number, say: () => string): void {
    const beat = (nowMs: number): void => {
      if (this.isOver) return;
      this.tell(say(), nowMs);
      this.timeline.at(nowMs + everyMs, beat);
    };
    this.timeline.at(this.client.nowMs + everyMs, beat);
  }
}

/** A time as Kraken and Coinbase write it, to the microsecond. */
export function isoOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}000Z`;
}
