import type { Term } from "./term.ts";

/** A part of an expression that has a number; `term` is an index into the condition's terms. */
export type NumberNode =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "term"; readonly term: number }
  | { readonly kind: "negate"; readonly of: NumberNode }
  | { readonly kind: "arithmetic"; readonly sign: "+" | "-" | "*" | "/"; readonly left: NumberNode; readonly right: NumberNode }
  /** The value so many candles earlier, each term in its own interval. */
  | { readonly kind: "earlier"; readonly of: NumberNode; readonly by: number };

/** A part that holds or does not. */
export type ConditionNode =
  | { readonly kind: "compare"; readonly sign: "<" | "<=" | ">" | ">=" | "==" | "!="; readonly left: NumberNode; readonly right: NumberNode }
  /** The left was not beyond the right one candle earlier, and is now. */
  | { readonly kind: "cross"; readonly above: boolean; readonly left: NumberNode; readonly right: NumberNode }
  | { readonly kind: "and" | "or"; readonly parts: readonly ConditionNode[] }
  | { readonly kind: "not"; readonly of: ConditionNode };

/** A condition that was read and checked. */
export interface Condition {
  readonly text: string;
  readonly root: ConditionNode;
  /** What it asks about, each once, in order of first mention. */
  readonly terms: readonly Term[];
  /** How many candles back each term is asked for at most. */
  readonly reach: readonly number[];
}

/** The terms that a number is made of. */
export function termsUsed(node: NumberNode, into = new Set<number>()): Set<number> {
  if (node.kind === "term") into.add(node.term);
  if (node.kind === "negate" || node.kind === "earlier") termsUsed(node.of, into);
  if (node.kind === "arithmetic") for (const side of [node.left, node.right]) termsUsed(side, into);
  return into;
}

/** How many candles back each of `terms` terms is asked for at most. */
export function termReach(root: ConditionNode, terms: number): number[] {
  const reach = Array.from({ length: terms }, () => 0);
  noteReach(root, 0, reach);
  return reach;
}

function noteReach(node: ConditionNode | NumberNode, back: number, reach: number[]): void {
  switch (node.kind) {
    case "number":
      return;
    case "term":
      reach[node.term] = Math.max(reach[node.term] as number, back);
      return;
    case "earlier":
      return noteReach(node.of, back + node.by, reach);
    case "negate":
    case "not":
      return noteReach(node.of, back, reach);
    case "and":
    case "or":
      return node.parts.forEach((part) => noteReach(part, back, reach));
    case "cross":
    case "compare":
    case "arithmetic":
      for (const side of [node.left, node.right]) noteReach(side, back + (node.kind === "cross" ? 1 : 0), reach);
  }
}
