/** What a client of the streams asks for. `id` is given back as it came. */
export type StreamRequest =
  | { readonly method: "SUBSCRIBE" | "UNSUBSCRIBE"; readonly id: RequestId; readonly streams: readonly string[] }
  | { readonly method: "LIST_SUBSCRIPTIONS"; readonly id: RequestId }
  | { readonly method: "SET_PROPERTY"; readonly id: RequestId; readonly combined: boolean }
  | { readonly method: "GET_PROPERTY"; readonly id: RequestId };

export type RequestId = number | string | null;

/** The request was not understood; the exchange says so and goes on. */
export interface BadRequest {
  readonly id: RequestId;
  readonly code: number;
  readonly message: string;
}

const METHODS = ["SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY"] as const;
const [CODE_PROPERTY, CODE_SYNTAX, CODE_INVALID] = [0, 3, 2];

/** Reads a message of a client. Source: Binance spot API documents, "WebSocket Streams", "Live subscribing and unsubscribing". */
export function readStreamRequest(text: string): StreamRequest | BadRequest {
  const value = parsed(text);
  if (typeof value !== "object" || value === null) return { id: null, code: CODE_SYNTAX, message: "Invalid JSON: expected value" };
  const { method: name, params, id: given } = value as { method?: unknown; params?: unknown; id?: unknown };
  const id = typeof given === "number" || typeof given === "string" ? given : null;
  const bad = (message: string, code = CODE_INVALID): BadRequest => ({ id, code, message: `Invalid request: ${message}` });
  const method = METHODS.find((known) => known === name);
  if (method === undefined) return bad("unknown method");
  if (given !== undefined && given !== null && id === null) return bad("request ID must be a number or a string");
  if (method === "LIST_SUBSCRIPTIONS") return { method, id };
  if (!Array.isArray(params)) return bad("missing field `params`");
  if (method === "SUBSCRIBE" || method === "UNSUBSCRIBE") {
    const streams = params.filter((stream) => typeof stream === "string");
    return streams.length === params.length ? { method, id, streams } : bad("invalid type: expected a string");
  }
  if (params[0] !== "combined") return bad("unknown property", CODE_PROPERTY);
  if (method === "GET_PROPERTY") return { method, id };
  return typeof params[1] === "boolean" ? { method, id, combined: params[1] } : bad("expected a boolean");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
