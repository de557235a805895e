/** How well an instrument matches what was typed; lower is better. */
const RANKS = [
  (text: string, query: string) => text.startsWith(query),
  (text: string, query: string) => text.includes(query),
  isSubsequence,
] as const;

/** The ids that match `query`, best first, in the given order where they match alike; with nothing typed, all. The venue counts too, last. */
export function rankInstruments(ids: readonly string[], query: string): string[] {
  const wanted = query.trim().toUpperCase();
  if (wanted === "") return [...ids];
  const ranked = ids.flatMap((id) => {
    const text = id.toUpperCase();
    const symbol = text.slice(text.indexOf(":") + 1);
    const at = RANKS.findIndex((matches) => matches(symbol, wanted));
    const rank = at >= 0 ? at : text.includes(wanted) ? RANKS.length : -1;
    return rank < 0 ? [] : [{ id, rank }];
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ id }) => id);
}

/** Whether the letters of `query` come in `text` in that order, with others between them. */
function isSubsequence(text: string, query: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === query[at]) at++;
  return at === query.length;
}
