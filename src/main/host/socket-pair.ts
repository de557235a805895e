import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LOOPBACK = "127.0.0.1";

/**
 * Two ends of one connection, of which nothing has been read, to be handed to two processes. A socket of the file system costs a message
 * half of what one over loopback does, but Windows can hand on the latter alone.
 */
export async function socketPair(platform: NodeJS.Platform = process.platform): Promise<[Socket, Socket]> {
  const server = createServer({ pauseOnConnect: true, noDelay: true });
  try {
    const [near, far] = await (platform === "win32" ? overLoopback(server) : overFolder(server));
    // Of a socket that a server made, Node lets both processes keep count for as long as they live: listeners that would pile up.
    Reflect.set(far, "server", null);
    return [near, far];
  } finally {
    server.close();
  }
}

/** Nobody else may look into the folder. */
async function overFolder(server: Server): Promise<[Socket, Socket]> {
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-"));
  try {
    const path = join(folder, "pair");
    server.listen(path);
    await once(server, "listening");
    const called = once(server, "connection");
    const near = connect({ path }).pause();
    await once(near, "connect");
    const [far] = (await called) as [Socket];
    return [near, far];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Another program that connects in that moment is not let in. */
async function overLoopback(server: Server): Promise<[Socket, Socket]> {
  const callers: Socket[] = [];
  server.on("connection", (socket) => callers.push(socket));
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  const near = connect({ port: portOf(server), host: LOOPBACK, noDelay: true }).pause();
  await once(near, "connect");
  const isFar = (socket: Socket): boolean => socket.remotePort === near.localPort;
  while (!callers.some(isFar)) await once(server, "connection");
  for (const caller of callers) if (!isFar(caller)) caller.destroy();
  return [near, callers.find(isFar) as Socket];
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a server on loopback has no port");
  return address.port;
}
