import type { FeedStatus } from "../../core/contract/live.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { LiveProfile, StreamRoute } from "../../core/venues/live-profile.ts";
import { BackOff } from "./back-off.ts";
import type { ConnectBudget } from "./connect-budget.ts";
import type { FrameRouter } from "./frame-router.ts";
import type { FrameTap, Source } from "./frame-tap.ts";
import { Subscriptions } from "./subscriptions.ts";
import { type FeedWorld, HANDSHAKE_TIMEOUT_MS, monoMs, type Socket } from "./world.ts";

const RECONNECT = { baseMs: 500, capMs: 30_000 };
/** Only a connection that stood so long ends a series of failures. */
const STABLE_MS = 10_000;
const PING_MS = 5_000;
/** Silence, pongs included, after which the other end is dead. */
const DEAD_MS = 10_000;
/** A timer that comes so late says that this process slept: then what came meanwhile is unread, and it gets a little longer. */
const SLEPT_MS = 2_000;
const WAKE_MS = 4_000;
/** No answer to a subscription is longer, in bytes. */
const ANSWER_BYTES = 4_096;

type State = FeedStatus["connections"][number]["state"];

export interface ConnectionOptions {
  readonly id: string;
  readonly world: FeedWorld;
  readonly profile: LiveProfile;
  readonly route: StreamRoute;
  readonly tap: FrameTap;
  readonly router: FrameRouter;
  readonly budget: ConnectBudget;
  /** Opens before this feed began, where it takes up a session. */
  readonly epoch: number;
  /** A message about a symbol came; `isDepth` where its depth stream sent it. */
  readonly onSymbol: (connection: Connection, symbol: string, isDepth: boolean) => void;
  /** It ended, for now or for good. */
  readonly onDown: (connection: Connection) => void;
  readonly onRefused: (symbol: string, error: string) => void;
  /** The venue will end it soon. */
  readonly onEndAnnounced: (connection: Connection) => void;
}

/** One WebSocket connection, opened again and again until it is closed. Whatever it hears, says and suffers goes to the tap as frames. */
export class Connection implements Source {
  readonly id: string;
  readonly subscriptions: Subscriptions;
  epoch: number;
  state: State = "closed";
  openedMs = 0;
  /** Set where another connection takes over: it is not opened again. */
  retiring = false;
  private readonly options: ConnectionOptions;
  private readonly backOff: BackOff;
  private readonly text = new TextDecoder();
  private socket: Socket | null = null;
  private timer: Undo | null = null;
  private reason = "";
  private dueMs = 0;
  private heardMs = 0;
  private pingedMs = 0;
  private saidMs = 0;
  private paused = false;

  constructor(options: ConnectionOptions) {
    const { id, epoch, world, profile, route, onRefused } = options;
    this.id = id;
    this.epoch = epoch;
    this.options = options;
    this.backOff = new BackOff(RECONNECT, world.random);
    this.subscriptions = new Subscriptions({
      profile,
      route,
      schedule: world.schedule,
      clock: () => this.nowMs,
      send: (text) => this.send(text),
      onRefused,
      onUnanswered: () => this.fail("the exchange does not answer subscriptions"),
    });
  }

  /** Whether depth streams travel on it, and with them all that is of the same symbols and fast. */
  get carriesDepth(): boolean {
    return this.options.route.carriesDepth;
  }

  get status(): FeedStatus["connections"][number] {
    const { id, state, epoch, reason } = this;
    const retryInMs = state === "waiting" ? Math.max(0, this.dueMs - this.nowMs) : null;
    return { conn: id, state, epoch, streams: this.subscriptions.streams, reason, retryInMs };
  }

  open(): void {
    const waitMs = this.options.budget.take(this.nowMs, this.id);
    if (waitMs > 0) {
      if (this.reason === "") this.reason = "many connections were opened lately";
      this.wait(waitMs);
      return;
    }
    const { world, route } = this.options;
    this.state = "connecting";
    if (this.reason === "") this.reason = `opening ${route.socketUrl}`;
    this.arm(() => this.down(1006, `no answer from ${route.socketUrl} within ${HANDSHAKE_TIMEOUT_MS / 1_000} s`), HANDSHAKE_TIMEOUT_MS);
    this.socket = world.openSocket(route.socketUrl, {
      onOpen: () => this.opened(),
      onMessage: (bytes, binary) => this.hear(bytes, binary),
      onPulse: () => void (this.heardMs = this.nowMs),
      onClose: (code, reason) => this.down(code, reason),
    });
  }

  /** Stops reading: there is no room for more frames. */
  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.socket?.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.heardMs = this.nowMs;
    this.subscriptions.forgiveSilence();
    this.socket?.resume();
  }

  /** Ends it for good and writes that down. */
  close(reason: string): void {
    const wasOpen = this.state === "open";
    this.stop();
    if (wasOpen) this.noteClose(1000, reason);
    this.options.onDown(this);
  }

  /** Ends it for good and writes nothing: the user stopped the feed. */
  stop(): void {
    this.release();
    this.state = "closed";
    this.reason = "";
  }

  /** Ends the socket and opens another: this one is of no use. */
  fail(reason: string): void {
    this.down(1006, reason);
  }

  /** Called now and then. */
  check(): void {
    if (this.state !== "open") return;
    if (!this.paused) this.subscriptions.check();
    const { keepAlive } = this.options.profile;
    if (keepAlive === undefined || this.nowMs - this.saidMs < keepAlive.everyMs || !this.subscriptions.takeTurn()) return;
    this.send(keepAlive.text);
    this.saidMs = this.nowMs;
  }

  private get nowMs(): number {
    return monoMs(this.options.world.clock);
  }

  private opened(): void {
    this.state = "open";
    this.reason = "";
    this.epoch++;
    this.openedMs = this.heardMs = this.pingedMs = this.saidMs = this.nowMs;
    this.options.tap.note("open", this, "", this.options.route.socketUrl);
    if (this.paused) this.socket?.pause();
    for (const text of this.options.profile.openingTexts ?? []) this.send(text);
    this.watch();
    this.subscriptions.open();
  }

  private hear(bytes: Uint8Array, binary: boolean): void {
    const { tap, router, profile, onSymbol, onEndAnnounced } = this.options;
    this.heardMs = this.nowMs;
    if (!tap.hear("recv", this, bytes, binary)) return;
    if (router.slot >= 0) onSymbol(this, router.symbol, router.isDepth);
    else if (bytes.length <= ANSWER_BYTES && !binary) {
      const text = this.text.decode(bytes);
      this.subscriptions.answer(text);
      if (profile.announcesEnd(text)) onEndAnnounced(this);
    }
  }

  private send(text: string): void {
    this.options.tap.note("send", this, text);
    this.socket?.send(text);
  }

  /** The socket is gone, or as good as gone. */
  private down(code: number, reason: string): void {
    const wasOpen = this.state === "open";
    this.release();
    if (wasOpen) this.noteClose(code, reason);
    if (wasOpen && this.nowMs - this.openedMs >= STABLE_MS) this.backOff.reset();
    this.reason = wasOpen
      ? `the connection ended (${code}${reason === "" ? "" : `: ${reason}`})`
      : `it cannot be opened: ${reason === "" ? code : reason}`;
    this.state = "closed";
    if (!this.retiring) this.wait(this.backOff.next());
    this.options.onDown(this);
  }

  private noteClose(code: number, reason: string): void {
    this.options.tap.note("close", this, JSON.stringify({ code, reason }));
  }

  private wait(ms: number): void {
    this.state = "waiting";
    this.dueMs = this.nowMs + ms;
    this.arm(() => this.open(), ms);
  }

  /** Looks after the other end: asks for a sign of life, and gives it up where none comes. */
  private watch(): void {
    const { nowMs } = this;
    if (this.paused) this.heardMs = nowMs;
    else if (nowMs - this.dueMs > SLEPT_MS && this.dueMs > this.openedMs) this.heardMs = Math.max(this.heardMs, nowMs - DEAD_MS + WAKE_MS);
    if (nowMs - this.heardMs >= DEAD_MS) {
      this.fail(`no sign of life for ${DEAD_MS / 1_000} s`);
      return;
    }
    let pingInMs = this.pingedMs + PING_MS - nowMs;
    if (pingInMs <= 0) {
      if (this.subscriptions.takeTurn()) {
        this.socket?.ping();
        this.pingedMs = nowMs;
        pingInMs = PING_MS;
      } else pingInMs = 1_000 / this.options.profile.limits.messagesPerSecond;
    }
    this.dueMs = nowMs + Math.min(pingInMs, this.heardMs + DEAD_MS - nowMs);
    this.arm(() => this.watch(), this.dueMs - nowMs);
  }

  private arm(task: () => void, ms: number): void {
    this.timer?.();
    this.timer = this.options.world.schedule(task, ms);
  }

  private release(): void {
    this.timer?.();
    this.timer = null;
    this.socket?.end();
    this.socket = null;
    this.subscriptions.close();
  }
}
