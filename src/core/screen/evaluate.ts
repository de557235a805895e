import type { Condition, ConditionNode, NumberNode } from "./expression.ts";

/** The value of term `term`, so many candles of its own interval earlier; NaN where it is not known. */
export type TermValue = (term: number, back: number) => number;

/**
 * Whether a condition holds: null where it cannot be known. Logic is three-valued (Kleene): what is unknown makes a whole unknown only
 * where its answer matters, so `false and unknown` is false and `true or unknown` true; nothing unknown ever counts as false.
 */
export function holds(condition: Condition, valueOf: TermValue): boolean | null {
  return test(condition.root, valueOf, 0);
}

function test(node: ConditionNode, valueOf: TermValue, back: number): boolean | null {
  switch (node.kind) {
    case "not": {
      const result = test(node.of, valueOf, back);
      return result === null ? null : !result;
    }
    case "and":
    case "or": {
      const decisive = node.kind === "or";
      let unknown = false;
      for (const part of node.parts) {
        const result = test(part, valueOf, back);
        if (result === decisive) return decisive;
        if (result === null) unknown = true;
      }
      return unknown ? null : !decisive;
    }
    case "compare":
      return compare(node.sign, number(node.left, valueOf, back), number(node.right, valueOf, back));
    case "cross": {
      const before = compare(node.above ? "<=" : ">=", number(node.left, valueOf, back + 1), number(node.right, valueOf, back + 1));
      const now = compare(node.above ? ">" : "<", number(node.left, valueOf, back), number(node.right, valueOf, back));
      if (before === false || now === false) return false;
      return before === null || now === null ? null : true;
    }
  }
}

function compare(sign: "<" | "<=" | ">" | ">=" | "==" | "!=", left: number, right: number): boolean | null {
  if (Number.isNaN(left) || Number.isNaN(right)) return null;
  switch (sign) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "==":
      return left === right;
    case "!=":
      return left !== right;
  }
}

/** NaN where the value is not known: a term is not, or it was divided by zero. */
function number(node: NumberNode, valueOf: TermValue, back: number): number {
  switch (node.kind) {
    case "number":
      return node.value;
    case "term":
      return valueOf(node.term, back);
    case "negate":
      return -number(node.of, valueOf, back);
    case "earlier":
      return number(node.of, valueOf, back + node.by);
    case "arithmetic": {
      const result = calculate(node.sign, number(node.left, valueOf, back), number(node.right, valueOf, back));
      return Number.isFinite(result) ? result : Number.NaN;
    }
  }
}

function calculate(sign: "+" | "-" | "*" | "/", left: number, right: number): number {
  switch (sign) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
  }
}
