import * as z from "zod";
import { intervalNamed, ONE_MINUTE } from "../../core/candles/interval.ts";
import { MAX_BARS } from "../../core/contract/screening.ts";
import { presentOnly } from "../../core/screen/backtest.ts";
import type { Condition } from "../../core/screen/expression.ts";
import { ExpressionError } from "../../core/screen/expression-error.ts";
import { parseCondition } from "../../core/screen/parse-condition.ts";
import { MAX_EXPRESSION } from "../../core/screen/tokens.ts";
import { readSaved } from "../stores/read-saved.ts";

/** What the user asks, as far as it has come: it survives a reload. */
export interface Question {
  readonly kind: "screen" | "backtest";
  readonly text: string;
  /** Of what names none in the condition. */
  readonly interval: string;
  readonly acceptHoles: boolean;
  /** Of a backtest: candles an entry is held. */
  readonly bars: number;
}

/** A mistake in a condition, and the column it is at (in UTF-16 code units from 0). */
export interface Mistake {
  readonly message: string;
  readonly at: number;
}

/** What the screener begins with. */
export const FIRST_QUESTION: Question = { kind: "screen", text: "", interval: ONE_MINUTE.name, acceptHoles: false, bars: 12 };

const KEY = "tapedeck.screener";

const savedSchema = z.object({
  kind: z.enum(["screen", "backtest"]),
  text: z.string().max(2 * MAX_EXPRESSION),
  interval: z.string().refine((name) => intervalNamed(name) !== undefined),
  acceptHoles: z.boolean(),
  bars: z.int().min(1).max(MAX_BARS),
});

/** What was asked before the reload; the first question where there was none, or it cannot be used. */
export function readQuestion(memory: Pick<Storage, "getItem">): Question {
  return readSaved(memory, KEY, savedSchema) ?? FIRST_QUESTION;
}

/** Keeps the question for the next time the page is loaded. */
export function saveQuestion(memory: Pick<Storage, "setItem">, question: Question): void {
  memory.setItem(KEY, JSON.stringify(question));
}

/** Reads the condition by the grammar that the desk has too. */
export function readCondition({ kind, text, interval }: Question): Condition | Mistake {
  const own = intervalNamed(interval) ?? ONE_MINUTE;
  try {
    const condition = parseCondition(text, own);
    const present = kind === "backtest" ? presentOnly(condition) : undefined;
    if (present === undefined) return condition;
    const at = text.toLowerCase().indexOf(present.toLowerCase());
    return { message: `${present} belongs to the present: a backtest goes by candles and indicators`, at: Math.max(0, at) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { message: error.message, at: error.at };
  }
}

/** Whether the condition could not be read. */
export function isMistake(read: Condition | Mistake): read is Mistake {
  return "message" in read;
}
