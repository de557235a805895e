import type { ClientSocket, Conversation } from "./client-socket.ts";
import type { Receiver, StreamHub, StreamText } from "./stream-hub.ts";
import { readStreamRequest, type StreamRequest } from "./stream-request.ts";

/** What one client of Binance's streams is subscribed to, and is told. */
export class StreamConnection implements Conversation, Receiver {
  private readonly client: ClientSocket;
  private readonly hub: StreamHub;
  private readonly streams = new Set<string>();
  private combined: boolean;

  /** @param combined whether the stream's name is sent with its data */
  constructor(client: ClientSocket, hub: StreamHub, combined: boolean, streams: readonly string[]) {
    this.client = client;
    this.hub = hub;
    this.combined = combined;
    this.subscribe(streams);
  }

  receive(message: StreamText): void {
    this.client.tell(message.bytes(this.combined), message.text(this.combined), message.sentMs);
  }

  hear(text: string): void {
    const request = readStreamRequest(text);
    if ("method" in request) this.answer({ result: this.perform(request), id: request.id });
    else this.answer({ error: { code: request.code, msg: request.message }, id: request.id });
  }

  ended(): void {
    this.unsubscribe([...this.streams]);
  }

  private perform(request: StreamRequest): unknown {
    switch (request.method) {
      case "SUBSCRIBE":
        this.subscribe(request.streams);
        return null;
      case "UNSUBSCRIBE":
        this.unsubscribe(request.streams);
        return null;
      case "LIST_SUBSCRIPTIONS":
        return [...this.streams];
      case "SET_PROPERTY":
        this.combined = request.combined;
        return null;
      case "GET_PROPERTY":
        return this.combined;
    }
  }

  /** A stream that is not there is subscribed to all the same, and never says anything: so it is at Binance. */
  private subscribe(streams: readonly string[]): void {
    for (const stream of streams) {
      this.streams.add(stream);
      this.hub.find(stream)?.add(this);
    }
  }

  private unsubscribe(streams: Iterable<string>): void {
    for (const stream of streams) {
      this.streams.delete(stream);
      this.hub.find(stream)?.remove(this);
    }
  }

  private answer(answer: object): void {
    this.client.answer(JSON.stringify(answer));
  }
}
