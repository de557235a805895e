import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is refused: the HTTP status, and a line for a person. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405;
  readonly message: string;
}

/**
 * Who may talk to the page server. Loopback is no protection: any page in any browser here can send requests to it, and any name
 * can be made to resolve to it. So the Host must be ours (DNS rebinding), a WebSocket must come from our own page (its Origin), and
 * both need what only the user was shown.
 *
 * The token in the address is exchanged for a cookie and leaves the address bar. Cookies are shared between the ports of a host:
 * the name carries the port.
 */
export class Access {
  readonly token = secret();
  private readonly session = secret();
  private readonly port: number;

  constructor(port: number) {
    this.port = port;
  }

  /** The names this server answers to. */
  private get hosts(): readonly string[] {
    return [`127.0.0.1:${this.port}`, `localhost:${this.port}`];
  }

  /** `Set-Cookie` for whoever showed the token. */
  get cookie(): string {
    return `${this.cookieName}=${this.session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  private get cookieName(): string {
    return `tapedeck_${this.port}`;
  }

  /** What every request must fulfil; returns the Host it came to. */
  checkHost(request: IncomingMessage): Refusal | { readonly host: string } {
    const host = request.headers.host ?? "";
    if (!this.hosts.includes(host)) return { status: 403, message: "Tapedeck answers to 127.0.0.1 and localhost only." };
    if (request.method !== "GET") return { status: 405, message: "Only GET is allowed." };
    return { host };
  }

  /** Whether a token from an address is ours. */
  isToken(token: string): boolean {
    return equal(token, this.token);
  }

  checkCookie(request: IncomingMessage): Refusal | null {
    const held = cookieValues(request.headers.cookie ?? "", this.cookieName);
    if (held.some((value) => equal(value, this.session))) return null;
    return { status: 401, message: "Open the address that Tapedeck printed when it started: it holds the key to this page." };
  }

  /** A WebSocket is not bound by the same-origin rule, so its Origin must be there and be the page's. */
  checkOrigin(request: IncomingMessage, host: string): Refusal | null {
    if (request.headers.origin === `http://${host}`) return null;
    return { status: 403, message: "This port is for Tapedeck's own page." };
  }
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}

/** Takes as long whatever the guess: both sides are hashed to one length first. */
function equal(guess: string, secretText: string): boolean {
  return timingSafeEqual(sha256(guess), sha256(secretText));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function cookieValues(header: string, name: string): string[] {
  return header
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
}
