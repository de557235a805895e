/** A message of a stream, made once for all who receive it. All text is ASCII, or as UTF-8 as the symbol's name. */
export class StreamText {
  readonly channel: Channel;
  /** When the exchange sends it, in Unix ms with a fraction. */
  readonly sentMs: number;
  private readonly wrapped: string;
  private readonly made: { wrapped: Made | null; raw: Made | null } = { wrapped: null, raw: null };

  constructor(channel: Channel, wrapped: string, sentMs: number) {
    this.channel = channel;
    this.wrapped = wrapped;
    this.sentMs = sentMs;
  }

  /** @param combined with the stream's name around it, else the data alone */
  bytes(combined: boolean): Buffer {
    return this.of(combined).bytes;
  }

  text(combined: boolean): string {
    return this.of(combined).text;
  }

  private of(combined: boolean): Made {
    if (combined) return (this.made.wrapped ??= make(this.wrapped));
    return (this.made.raw ??= make(this.wrapped.slice(this.channel.prefix.length, -1)));
  }
}

interface Made {
  readonly text: string;
  readonly bytes: Buffer;
}

function make(text: string): Made {
  return { text, bytes: Buffer.from(text) };
}

/** Who a stream's messages go to. */
export interface Receiver {
  receive(message: StreamText): void;
}

/** One stream of one symbol. */
export class Channel {
  readonly name: string;
  /** What stands before the data where the stream's name is sent with it. */
  readonly prefix: string;
  private receivers: readonly Receiver[] = [];
  private messages = 0;

  constructor(name: string) {
    this.name = name;
    this.prefix = `{"stream":"${name}","data":`;
  }

  get wanted(): boolean {
    return this.receivers.length > 0;
  }

  /** Messages sent, each counted once for each receiver. */
  get sent(): number {
    return this.messages;
  }

  add(receiver: Receiver): void {
    if (!this.receivers.includes(receiver)) this.receivers = [...this.receivers, receiver];
  }

  remove(receiver: Receiver): void {
    this.receivers = this.receivers.filter((other) => other !== receiver);
  }

  /** @param wrapped the data with {@link prefix} before it and `}` after it */
  publish(wrapped: string, sentMs: number): void {
    if (!this.wanted) return;
    const message = new StreamText(this, wrapped, sentMs);
    const { receivers } = this;
    this.messages += receivers.length;
    for (const receiver of receivers) receiver.receive(message);
  }

  publishData(data: string, sentMs: number): void {
    if (this.wanted) this.publish(`${this.prefix}${data}}`, sentMs);
  }
}

/** The streams of a symbol that there are, as they are named after `<symbol>@`. */
export const STREAM_KINDS = ["depth@100ms", "depth", "trade", "aggTrade", "bookTicker", "kline_1m", "ticker"] as const;

export type StreamKind = (typeof STREAM_KINDS)[number];

/** All streams by name. */
export class StreamHub {
  private readonly channels = new Map<string, Channel>();

  /** Opens the streams of a symbol. */
  list(symbol: string): Readonly<Record<StreamKind, Channel>> {
    const opened = STREAM_KINDS.map((kind) => [kind, new Channel(`${symbol.toLowerCase()}@${kind}`)] as const);
    for (const [, channel] of opened) this.channels.set(channel.name, channel);
    return Object.fromEntries(opened) as Record<StreamKind, Channel>;
  }

  /** Undefined for a stream that is not there. */
  find(name: string): Channel | undefined {
    return this.channels.get(name);
  }

  /** Messages sent by stream, of the streams that sent any. */
  counts(): Record<string, number> {
    const sent = [...this.channels.values()].filter((channel) => channel.sent > 0);
    return Object.fromEntries(sent.map((channel) => [channel.name, channel.sent]));
  }
}
