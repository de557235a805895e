import type { Undo } from "../../core/contract/port.ts";
import type { LiveProfile, StreamRoute } from "../../core/venues/live-profile.ts";
import type { Schedule } from "./world.ts";

/** An answer that has not come by then is lost... */
const ANSWER_MS = 10_000;
/** ...and after so many lost ones in a row the connection is of no use. */
const UNANSWERED = 3;

interface Asked {
  /** The symbols that are still to be answered for. */
  readonly symbols: readonly string[];
  readonly subscribe: boolean;
  readonly sentMs: number;
}

export interface SubscriptionsOptions {
  readonly profile: LiveProfile;
  readonly route: StreamRoute;
  readonly schedule: Schedule;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly send: (text: string) => void;
  /** The venue refused this symbol's streams: it is not asked again. */
  readonly onRefused: (symbol: string, error: string) => void;
  /** The venue has stopped answering. */
  readonly onUnanswered: () => void;
}

/** The wanted symbols of one connection, and what the venue was asked so far: messages go out one by one at the venue's pace. */
export class Subscriptions {
  private readonly options: SubscriptionsOptions;
  private wanted: ReadonlySet<string> = new Set();
  private readonly subscribed = new Set<string>();
  /** What the venue called the streams of each symbol. */
  private readonly handles = new Map<string, readonly string[]>();
  private readonly asked = new Map<number, Asked>();
  /** Symbols of a refused message: each is asked for by itself, to find which the venue refuses. */
  private readonly alone = new Set<string>();
  private readonly renewed = new Set<string>();
  private lastId = 0;
  private nextMs = 0;
  private unanswered = 0;
  private isOpen = false;
  private cancel: Undo | null = null;

  constructor(options: SubscriptionsOptions) {
    this.options = options;
  }

  get symbols(): ReadonlySet<string> {
    return this.wanted;
  }

  get streams(): number {
    return this.subscribed.size * this.perSymbol;
  }

  /** Whether the venue has been asked for all that is wanted, and has answered. */
  get isSettled(): boolean {
    return this.isOpen && this.asked.size === 0 && this.next() === null;
  }

  want(symbols: ReadonlySet<string>): void {
    this.wanted = symbols;
    this.pump();
  }

  /** Unsubscribes and subscribes a symbol again: its stream has fallen silent. */
  renew(symbol: string): void {
    if (this.subscribed.has(symbol)) this.renewed.add(symbol);
    this.pump();
  }

  /** A fresh socket: nothing is subscribed on it. */
  open(): void {
    this.isOpen = true;
    this.unanswered = 0;
    this.pump();
  }

  close(): void {
    this.isOpen = false;
    this.cancel?.();
    this.cancel = null;
    this.subscribed.clear();
    this.asked.clear();
    this.handles.clear();
    this.renewed.clear();
  }

  /** Whether one more message may go out now; where it may, the caller sends it. */
  takeTurn(): boolean {
    const nowMs = this.options.clock();
    if (nowMs < this.nextMs) return false;
    this.nextMs = nowMs + 1_000 / this.options.profile.limits.messagesPerSecond;
    return true;
  }

  /** Reads a message that is about no instrument; where it answers one of ours, acts on it. */
  answer(text: string): void {
    const answer = this.options.profile.readAnswer(text);
    if (answer === null) return;
    const { subscribed, symbol, handle, error } = answer;
    if (handle !== undefined && symbol !== undefined) this.handles.set(symbol, [...(this.handles.get(symbol) ?? []), handle]);
    if (subscribed !== undefined) {
      for (const [id, { symbols, subscribe }] of this.asked) {
        this.settle(
          id,
          symbols.filter((each) => subscribed.includes(each) === subscribe),
        );
      }
    } else {
      const id = answer.id ?? this.questionAbout(symbol ?? "");
      const asked = this.asked.get(id);
      if (asked === undefined) return;
      const answered = symbol === undefined ? asked.symbols : asked.symbols.filter((each) => each === symbol);
      this.settle(id, answered);
      if (error !== null && asked.subscribe) this.refused(answered, error);
    }
    this.pump();
  }

  /** Called now and then: a question that was never answered is put again. */
  check(): void {
    const nowMs = this.options.clock();
    for (const [id, { symbols, subscribe, sentMs }] of this.asked) {
      if (nowMs - sentMs < ANSWER_MS) continue;
      this.asked.delete(id);
      if (++this.unanswered >= UNANSWERED) {
        this.options.onUnanswered();
        return;
      }
      for (const symbol of symbols) {
        if (subscribe) this.subscribed.delete(symbol);
        else this.subscribed.add(symbol);
      }
    }
    this.pump();
  }

  /** A pause in reading is none of the venue's silence. */
  forgiveSilence(): void {
    const sentMs = this.options.clock();
    for (const [id, asked] of this.asked) this.asked.set(id, { ...asked, sentMs });
  }

  private takeHandles(symbols: readonly string[]): string[] {
    const handles = symbols.flatMap((symbol) => this.handles.get(symbol) ?? []);
    for (const symbol of symbols) this.handles.delete(symbol);
    return handles;
  }

  /** The question is answered as far as these symbols go. */
  private settle(id: number, answered: readonly string[]): void {
    const asked = this.asked.get(id);
    if (asked === undefined || answered.length === 0) return;
    const left = asked.symbols.filter((each) => !answered.includes(each));
    if (left.length === 0) this.asked.delete(id);
    else this.asked.set(id, { ...asked, symbols: left });
    this.unanswered = 0;
  }

  /** The first question that still waits for an answer about the symbol; 0 where there is none. */
  private questionAbout(symbol: string): number {
    for (const [id, { symbols }] of this.asked) if (symbols.includes(symbol)) return id;
    return 0;
  }

  private get perSymbol(): number {
    return this.options.route.streams("x").length;
  }

  private refused(symbols: readonly string[], error: string): void {
    for (const symbol of symbols) this.subscribed.delete(symbol);
    if (symbols.length > 1) for (const symbol of symbols) this.alone.add(symbol);
    else for (const symbol of symbols) this.options.onRefused(symbol, error);
  }

  private pump(): void {
    if (!this.isOpen || this.cancel !== null) return;
    const next = this.next();
    if (next === null) return;
    if (this.takeTurn()) this.ask(next.symbols, next.subscribe);
    const waitMs = Math.max(0, this.nextMs - this.options.clock());
    if (this.next() === null) return;
    this.cancel = this.options.schedule(() => {
      this.cancel = null;
      this.pump();
    }, waitMs);
  }

  /** What is to be said next: what is no longer wanted goes first, so that the connection never carries too much. */
  private next(): { symbols: readonly string[]; subscribe: boolean } | null {
    const most = Math.max(1, Math.floor(this.options.profile.limits.streamsPerMessage / this.perSymbol));
    const drop = [...this.subscribed].filter((symbol) => !this.wanted.has(symbol) || this.renewed.has(symbol));
    if (drop.length > 0) return { symbols: drop.slice(0, most), subscribe: false };
    const add = [...this.wanted].filter((symbol) => !this.subscribed.has(symbol));
    if (add.length === 0) return null;
    const together = add.filter((symbol) => !this.alone.has(symbol));
    return { symbols: together.length > 0 ? together.slice(0, most) : add.slice(0, 1), subscribe: true };
  }

  private ask(symbols: readonly string[], subscribe: boolean): void {
    const { profile, route, send, clock } = this.options;
    const id = ++this.lastId;
    if (subscribe || profile.answersEnds !== false) this.asked.set(id, { symbols, subscribe, sentMs: clock() });
    for (const symbol of symbols) {
      if (subscribe) this.subscribed.add(symbol);
      else this.subscribed.delete(symbol);
      this.renewed.delete(symbol);
    }
    const streams = symbols.flatMap((symbol) => route.streams(symbol));
    const texts = subscribe ? profile.subscribeTexts(streams, id) : profile.unsubscribeTexts(streams, id, this.takeHandles(symbols));
    for (const text of texts) send(text);
    // The turn that was taken is for one message.
    this.nextMs += (1_000 * (texts.length - 1)) / profile.limits.messagesPerSecond;
  }
}
