import type * as z from "zod";

/** What this page kept under `key`; null where there is nothing, or nothing that it can use: another version's, or not its own. */
export function readSaved<T>(memory: Pick<Storage, "getItem">, key: string, schema: z.ZodType<T>): T | null {
  const text = memory.getItem(key);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
  const saved = schema.safeParse(value);
  return saved.success ? saved.data : null;
}
