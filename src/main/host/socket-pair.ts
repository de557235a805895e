import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

const LOOPBACK = "127.0.0.1";

/**
 * Two ends of one connection, of which nothing has been read, to be handed to two processes. It goes over loopback, since no other socket
 * can be handed to a process on every platform; another program that connects in that moment is not let in.
 */
export async function socketPair(): Promise<[Socket, Socket]> {
  const server = createServer({ pauseOnConnect: true, noDelay: true });
  const callers: Socket[] = [];
  server.on("connection", (socket) => callers.push(socket));
  try {
    server.listen(0, LOOPBACK);
    await once(server, "listening");
    const near = connect({ port: portOf(server), host: LOOPBACK, noDelay: true }).pause();
    await once(near, "connect");
    const isFar = (socket: Socket): boolean => socket.remotePort === near.localPort;
    while (!callers.some(isFar)) await once(server, "connection");
    for (const caller of callers) if (!isFar(caller)) caller.destroy();
    return [near, callers.find(isFar) as Socket];
  } finally {
    server.close();
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a server on loopback has no port");
  return address.port;
}
