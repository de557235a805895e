import type { Undo } from "../../core/contract/port.ts";
import type { BacktestRow, ScreeningEvent, ScreenRow } from "../../core/contract/screening.ts";
import type { ShellCommand, ShellEvent } from "../../core/contract/shell.ts";
import type { BacktestSummary } from "../../core/screen/backtest-summary.ts";
import { Store } from "../stores/store.ts";
import { isMistake, type Question, readCondition, readQuestion, saveQuestion } from "./question.ts";

/** A screen or a backtest that was asked for, and how it stands. */
export interface Run {
  readonly request: number;
  readonly question: Question;
  /** The terms of the condition, as columns name them. */
  readonly terms: readonly string[];
  readonly state: "running" | "done" | "cancelled" | "failed";
  readonly done: number;
  readonly total: number;
  readonly unit: "symbols" | "percent";
  /** So long the exchange's request limit holds it up, in ms; 0 where it does not. */
  readonly heldUpMs: number;
  /** One line for a person where it failed. */
  readonly message: string;
}

/** What has come of the newest run so far. */
export interface Results {
  readonly screened: readonly ScreenRow[];
  readonly tested: readonly BacktestRow[];
  readonly summary: BacktestSummary | null;
}

const NO_RESULTS: Results = { screened: [], tested: [], summary: null };

export interface ScreenerStoreOptions {
  readonly ask: (command: ShellCommand) => void;
  readonly memory: Pick<Storage, "getItem" | "setItem">;
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** In a replay, the last frame its clock has passed; null on the live desk. */
  readonly rx: () => number | null;
}

/** Rows come by the hundred: the table changes so often at most. */
const PAINT_MS = 60;

/** The question of the screener, and what has come of it. One run at a time: the next takes the one before back. */
export class ScreenerStore {
  readonly question: Store<Question>;
  /** Null before the first. */
  readonly run = new Store<Run | null>(null);
  readonly results = new Store<Results>(NO_RESULTS);
  /** Whether a run was tried with the text as it is: a mistake in it is then no half-typed word any more. */
  readonly tried = new Store(false);
  /** Sessions that a backtest is not to go over. */
  readonly leftOut = new Store<ReadonlySet<string>>(new Set());
  private readonly options: ScreenerStoreOptions;
  private rendered: (() => readonly string[]) | null = null;
  private gathered: Results = NO_RESULTS;
  private cancelPaint: Undo | null = null;
  private requests = 0;

  constructor(options: ScreenerStoreOptions) {
    this.options = options;
    this.question = new Store(readQuestion(options.memory));
  }

  edit(change: Partial<Question>): void {
    const question = { ...this.question.get(), ...change };
    this.question.set(question);
    this.tried.set(false);
    saveQuestion(this.options.memory, question);
  }

  leaveOut(session: string, isOut: boolean): void {
    const left = new Set(this.leftOut.get());
    if (isOut) left.add(session);
    else left.delete(session);
    this.leftOut.set(left);
  }

  /** Hands over the table of results, as what it has on screen; null where there is none any more. */
  attach(rendered: (() => readonly string[]) | null): void {
    this.rendered = rendered;
  }

  /** The instruments whose results are on screen. */
  onScreen(): readonly string[] {
    return this.rendered?.() ?? [];
  }

  /** Asks for a screen as the question stands; `first` is what is on screen. Nothing is asked where the condition cannot be read. */
  screen(first: readonly string[]): void {
    this.begin((request, question) => {
      const { text, interval, acceptHoles } = question;
      return { type: "screen.run", request, condition: { text, interval, acceptHoles }, first: [...first], rx: this.options.rx() };
    });
  }

  /** The same as a backtest over these sessions; nothing is asked where there is none. */
  backtest(sessions: readonly string[]): void {
    if (sessions.length === 0) return;
    this.begin((request, question) => {
      const { text, interval, acceptHoles, bars } = question;
      return { type: "backtest.run", request, condition: { text, interval, acceptHoles }, bars, sessions: [...sessions] };
    });
  }

  /** Takes the run back; what has come stays. */
  cancel(): void {
    const run = this.run.get();
    if (run?.state !== "running") return;
    this.options.ask({ type: "analysis.cancel", request: run.request });
    this.end({ ...run, state: "cancelled" });
  }

  receive(event: ShellEvent): void {
    const run = this.run.get();
    if (!isScreening(event) || run === null || event.request !== run.request || run.state !== "running") return; // or of one that was taken back
    if (event.type === "analysis.progress")
      this.run.set({ ...run, done: event.done, total: event.total, unit: event.unit, heldUpMs: event.heldUpMs });
    else if (event.type === "analysis.ended") this.end({ ...run, state: event.outcome, message: event.message });
    else {
      const { screened, tested, summary } = this.gathered;
      this.gathered = {
        screened: event.type === "screen.rows" ? [...screened, ...event.rows] : screened,
        tested: event.type === "backtest.rows" ? [...tested, ...event.rows] : tested,
        summary: event.type === "backtest.summed" ? event.all : summary,
      };
      this.cancelPaint ??= this.options.schedule(() => this.paint(), PAINT_MS);
    }
  }

  /** The shell is out of reach: the run went with it. */
  lose(): void {
    const run = this.run.get();
    if (run?.state === "running") this.end({ ...run, state: "failed", message: "the connection to the desk was lost; run it again" });
  }

  /** Another desk is shown: what was found belongs to the one before. */
  clear(): void {
    this.cancel();
    this.gathered = NO_RESULTS;
    this.paint();
    this.run.set(null);
  }

  private begin(command: (request: number, question: Question) => ShellCommand): void {
    this.tried.set(true);
    const question = this.question.get();
    const read = readCondition(question);
    if (isMistake(read)) return;
    this.cancel();
    const request = ++this.requests;
    this.gathered = NO_RESULTS;
    this.paint();
    const terms = read.terms.map(({ label }) => label);
    this.run.set({ request, question, terms, state: "running", done: 0, total: 0, unit: "symbols", heldUpMs: 0, message: "" });
    this.options.ask(command(request, question));
  }

  private end(run: Run): void {
    this.paint();
    this.run.set(run);
  }

  private paint(): void {
    this.cancelPaint?.();
    this.cancelPaint = null;
    this.results.set(this.gathered);
  }
}

function isScreening(event: ShellEvent): event is ScreeningEvent {
  return /^(screen|backtest|analysis)\./.test(event.type);
}
