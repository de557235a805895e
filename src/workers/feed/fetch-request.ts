import { ANSWER_TIMEOUT_MS, MAX_ANSWER_BYTES, type RestRequest } from "./world.ts";

/** GET by `fetch`. A redirect is an answer like any other, and is not followed. */
export const fetchRequest: RestRequest = async (url) => {
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the body.
    if (bytes > MAX_ANSWER_BYTES) throw new RangeError(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return { status: response.status, body: Buffer.concat(chunks), header: (name) => response.headers.get(name) };
};
