import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import type { Undo } from "../../core/contract/port.ts";
import type { ResourceChoice } from "../../core/contract/resources.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { ShellEvent } from "../../core/contract/shell.ts";
import type { Desk, Host } from "../compose.ts";
import { LiveDesk } from "../feeds/live-desk.ts";
import { SettingsFile } from "../settings/settings-file.ts";
import type { DemoExchange } from "./demo-exchange.ts";
import { DeskResources } from "./desk-resources.ts";
import { deskStatus } from "./desk-status.ts";
import { Analyses, type LiveSide } from "./analyses.ts";
import { findMarkets } from "./find-markets.ts";
import { announceDesk } from "../status/announce-desk.ts";
import { DeskMeter, type Measured } from "../status/desk-meter.ts";
import { type DeskOpened, PageControl, type ReplayAsked, type ShellServices } from "./page-control.ts";
import { PagePorts } from "./page-ports.ts";
import { RecordingFolder } from "./recording-folder.ts";
import { Replays } from "./replays.ts";
import { SessionCatalogue } from "./session-catalogue.ts";
import { Watchlist } from "./watchlist.ts";

/** Time to end a recording as the user asked. */
const SEAL_MS = 10_000;

export interface LiveShellOptions {
  readonly host: Host;
  readonly venue: string;
  /** Under which its watchlist and its recordings are kept. */
  readonly name: string;
  /** The venue as a person calls it. */
  readonly title: string;
  /** Where it records to. */
  readonly folder: string;
  /** Where the sessions lie that pages may open. */
  readonly listed: readonly string[];
  /** The environment, with the user's data folder: where the desk is found by `tapedeck status`, and its log lies. */
  readonly env: NodeJS.ProcessEnv;
  /** Path of the user's settings. */
  readonly settings: string;
  /** Says a line to whoever started the program. */
  readonly say: (line: string) => void;
}

export interface LiveShellStart {
  readonly endpoint: string | null;
  /** Instruments watched where the user never chose, or now in any case where `chosen`. */
  readonly first: readonly string[];
  readonly chosen: boolean;
  /** The venue's markets where they are known. */
  readonly markets: readonly string[] | null;
}

/** The shell of the live desk: it joins pages to what they look at, and keeps what the user chose. It computes nothing of the market. */
export class LiveShell implements Desk, ShellServices {
  readonly ports: PagePorts;
  readonly failed: Promise<string>;
  live: DeskOpened | null = null;
  private readonly options: LiveShellOptions;
  private readonly controls = new Set<PageControl>();
  private readonly catalogue: SessionCatalogue;
  private readonly replays: Replays;
  readonly analyses: Analyses;
  private endpoint: string | null = null;
  private readonly sources: Undo[] = [];
  private exchange: DemoExchange | null = null;
  private desk: LiveDesk | null = null;
  private watchlist: Watchlist | null = null;
  private markets: readonly string[] | null = null;
  private recordings: RecordingFolder | null = null;
  /** What ended the desk's work: pages that come later are told as well. */
  private fatal: string | null = null;
  private meter: DeskMeter | null = null;
  private resources: DeskResources | null = null;
  private stopping = false;
  /** Takes back the word that the desk has left of itself. */
  private conceal: () => Promise<void> = async () => {};

  constructor(options: LiveShellOptions) {
    const { host, listed } = options;
    this.options = options;
    this.analyses = new Analyses({ host, resources: () => this.resources?.values ?? null, live: () => this.liveSide() });
    this.ports = new PagePorts((port) => {
      const control = new PageControl(port, this);
      this.controls.add(control);
      port.onClose(() => this.controls.delete(control));
      if (this.fatal !== null) control.say({ type: "desk.trouble", message: this.fatal, fatal: true });
    });
    this.catalogue = new SessionCatalogue(host, listed);
    this.replays = new Replays(host, this.ports);
    // What goes wrong is said on the desk; replays of stored sessions go on without it.
    this.failed = new Promise(() => {});
  }

  /** The file that is being recorded. */
  private get tape(): string | null {
    return this.recordings?.tape ?? null;
  }

  get watched(): readonly string[] {
    return this.watchlist?.instruments ?? [];
  }

  get resourcesTold(): ShellServices["resourcesTold"] {
    return this.resources?.told ?? null;
  }

  choose(choice: ResourceChoice): void {
    this.resources?.choose(choice);
  }

  add(instruments: readonly string[]): void {
    this.watchlist?.add(instruments);
  }

  remove(instruments: readonly string[]): void {
    this.watchlist?.remove(instruments);
  }

  async search(query: string): ReturnType<ShellServices["search"]> {
    const { markets = [] } = this.desk?.directory ?? {};
    return findMarkets(query, markets, this.markets ?? this.watched, this.watched);
  }

  sessions(): ReturnType<ShellServices["sessions"]> {
    return this.catalogue.list(this.tape);
  }

  session(name: string): string | undefined {
    return this.catalogue.find(name);
  }

  /** Ends this process together with the desk. */
  keep(exchange: DemoExchange): void {
    this.exchange = exchange;
    exchange.onDeath((message) => this.trouble(`the demo exchange has ended: ${message}; start Tapedeck again`, true));
    if (this.stopping) void exchange.stop();
  }

  /** Begins to record and to show; rejects with one line where it cannot. */
  async start({ endpoint, first, chosen, markets }: LiveShellStart): Promise<void> {
    const { host, venue, name, folder, settings: path } = this.options;
    this.endpoint = endpoint;
    const settings = await SettingsFile.open(path, (message) => this.trouble(message, false));
    const watchlist = new Watchlist({
      settings,
      name,
      first,
      onChange: (instruments) => this.watch(instruments),
      onTrouble: (message) => this.trouble(message, false),
    });
    this.watchlist = watchlist;
    this.markets = markets;
    if (chosen) watchlist.add(first);
    const recordings = await RecordingFolder.hold({
      host,
      folder,
      name,
      say: this.options.say,
      onTrouble: (message) => this.trouble(message, false),
    });
    this.recordings = recordings;
    const tape = recordings.first();
    const resources = (this.resources = new DeskResources({
      settings,
      environment: this.options.env,
      cores: availableParallelism(),
      apply: async (values) => this.desk?.resize(values),
      onChange: (told) => {
        this.tell(told);
        this.analyses.resize();
      },
      onTrouble: (message) => this.trouble(message, false),
    }));
    const desk = new LiveDesk({
      host,
      venue,
      endpoint,
      symbols: symbolsOf(watchlist.instruments),
      tape,
      nextTape: () => recordings.next(),
      onMoved: (next) => {
        recordings.moved(next, settings.settings.retention);
      },
      onSources: () => this.showSources(),
      ...resources.values,
      clock: () => performance.now(),
    });
    if (this.stopping) return recordings.release();
    this.desk = desk;
    desk.troubles.on(({ message, fatal, refused }) => {
      this.trouble(message, fatal);
      if (refused !== undefined) watchlist.remove([`${venue}:${refused}`]);
    });
    await desk.start();
    recordings.begun(tape, settings.settings.retention);
    this.showSources();
    const meter = (this.meter = new DeskMeter({ desk, profile: () => resources.profile }));
    meter.measured.on((measured) => void this.sayStatus(measured));
    const conceal = await announceDesk(desk, meter, "desk", this.options.env, (message) => this.trouble(message, false));
    if (this.stopping) await conceal();
    else this.conceal = conceal;
  }

  /** The processes that show the live desk are these now: every page that looks at it is told. */
  private showSources(): void {
    const { venue, title } = this.options;
    for (const undo of this.sources.splice(0)) undo();
    const sources = (this.desk?.viewSources ?? []).map(({ name, parts, attach }) => {
      this.sources.push(this.ports.add(name, { attach }));
      return { name, parts };
    });
    this.live = { type: "desk.opened", mode: "live", hasLive: true, venue, title, session: "", sources };
    for (const control of this.controls) control.liveIsOpen();
  }

  trouble(message: string, fatal: boolean): void {
    if (this.stopping) return;
    this.options.say(message);
    if (fatal) this.fatal = message;
    this.tell({ type: "desk.trouble", message, fatal });
  }

  /** Shows a session file to every page. */
  readonly openSession = async (tape: string): Promise<void> => {
    const session = this.catalogue.open(tape);
    await Promise.all([...this.controls].map((control) => control.open({ type: "replay.open", session, at: null })));
  };

  /** Ends the recording as the user asked, and every process. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.meter?.stop();
    await Promise.all([this.replays.stop(), this.analyses.stop()]);
    await this.conceal();
    if (this.desk !== null && this.live !== null && this.fatal === null) await this.seal(this.desk);
    await this.desk?.stop();
    await this.recordings?.release();
    await this.exchange?.stop();
  }

  async replay({ session, at }: ReplayAsked): ReturnType<ShellServices["replay"]> {
    const { venue, title } = this.options;
    const tape = session === null ? this.tape : this.catalogue.find(session);
    if (tape == null) throw new Error(session === null ? "nothing is being recorded" : `there is no session "${session}": list the sessions again`);
    const replay = await this.replays.start(tape, at?.timeNs ?? null);
    const sources: DeskOpened["sources"] = [{ name: replay.source, parts: ["book", "analytics"] }];
    const opened: DeskOpened = { type: "desk.opened", mode: "replay", hasLive: true, venue, title, session: basename(tape), sources };
    return { replay, opened };
  }

  /** Whoever quits does not wait for a worker that does not come back: the file is then read up to its last committed frame. */
  private async seal(desk: LiveDesk): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error("no answer in time")), SEAL_MS)));
    try {
      await Promise.race([desk.close(), late]);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.options.say(`${this.tape ?? "the recording"}: was not sealed, and opens as it is (${why})`);
    } finally {
      clearTimeout(timer);
    }
  }

  private watch(instruments: readonly string[]): void {
    this.desk?.watch(symbolsOf(instruments));
    this.tell({ type: "watchlist.changed", instruments: [...instruments] });
  }

  private async sayStatus(measured: Measured): Promise<void> {
    const { desk, tape } = this;
    if (desk === null || tape === null) return;
    const sizes = await Promise.all([tape, `${tape}-wal`].map((path) => stat(path).then(({ size }) => size, () => 0))); // prettier-ignore
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    this.tell(deskStatus(measured, desk.status.books, bytes));
  }

  private liveSide(): LiveSide | null {
    const { desk, endpoint } = this;
    if (desk === null) return null;
    const readers = () => desk.viewSources.filter(({ parts }) => parts.includes("analytics")).map(({ attach }) => attach);
    return { venue: this.options.venue, endpoint, readers };
  }

  private tell(event: ShellEvent): void {
    for (const control of this.controls) control.say(event);
  }
}

function symbolsOf(instruments: readonly string[]): string[] {
  return instruments.map((id) => splitInstrumentId(id).symbol);
}
