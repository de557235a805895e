/**
 * Headers of every answer. Scripts come from this server alone and no string becomes code or markup (Trusted Types, without any policy);
 * styles may be inline, because AG Grid places its rows with them.
 * @param socketHost where the page's WebSocket connects; null where its ports need no network
 */
export function pageHeaders(socketHost: string | null): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    socketHost === null ? "connect-src 'self'" : `connect-src 'self' ws://${socketHost}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
}
