let times = 0;

/** Evaluates an entry once more, as another start of its process would; what it imports is evaluated once only. */
export async function evaluate(entry: "main/index.ts" | "preload/index.ts"): Promise<void> {
  times += 1;
  await import(/* @vite-ignore */ `../../../src/${entry}?${times}`);
}
