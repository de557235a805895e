import type { Dice } from "./market.ts";
import type { Line } from "./recording.ts";

const SCRAPS = ['"', "}", "]", "[", "{", ",", ":", "0", "-", "e", ".", "\\", "null", " ", "\u0000", "😀", "x"];
const KEYS = ['"s":', '"U":', '"u":', '"e":', '"E":', '"b":', '"data":', '"stream":', '"pu":'];

/** The same recording with the texts of many frames damaged: what a message then is, the program must decide the same way everywhere. */
export function garbled(lines: readonly Line[], dice: Dice): Line[] {
  return lines.map((line) => (line.data.length > 5 && dice.chance(0.4) ? { ...line, data: garble(line.data, dice).toWellFormed() } : line));
}

function garble(text: string, dice: Dice): string {
  const at = dice.below(text.length);
  const from = dice.below(text.length);
  return dice.pick([
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(at + 1 + dice.below(6)),
    () => text.slice(0, at) + dice.pick(SCRAPS) + text.slice(at),
    () => text.slice(0, at) + text.slice(from, from + dice.below(20)) + text.slice(at),
    () => text.slice(0, at) + String(dice.below(10)) + text.slice(at + 1),
    () => rename(text, dice),
  ])();
}

function rename(text: string, dice: Dice): string {
  const keys = [...text.matchAll(/"[^"]*":/g)];
  if (keys.length === 0) return text;
  const { index, 0: key } = dice.pick(keys);
  return text.slice(0, index) + dice.pick(KEYS) + text.slice(index + key.length);
}
