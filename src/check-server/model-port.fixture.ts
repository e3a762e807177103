// The port of the tiny server: packets over TCP, with a length before each, and over WebSocket, with a subprotocol that names a layout.
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CheckLayout } from './layouts.ts';

/** One connection, whatever it is made of. */
export interface ModelPipe {
  /** Null until the client has told it. */
  layout: CheckLayout | null;
  send(packet: Uint8Array): void;
  /** Ends it after what was sent. */
  end(): void;
  destroy(): void;
  /** Drops input that is no whole packet yet. */
  forget(): void;
}

export interface ModelHandler {
  packet(packet: Uint8Array): void;
  closed(): void;
}

export interface ModelPortOptions {
  readonly accept: (pipe: ModelPipe) => ModelHandler;
  /** The subprotocol that is chosen of those that a client offers. */
  readonly choose: (offered: readonly string[]) => string | false;
  /** The layout that a subprotocol stands for. */
  readonly layoutOf: (protocol: string) => CheckLayout | null;
}

export function openModelPort({ accept, choose, layoutOf }: ModelPortOptions): Server {
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => choose([...offered]) });
  const http = createHttpServer();
  http.on('upgrade', (request, socket, head) => {
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      overWebSocket(webSocket, layoutOf(webSocket.protocol), accept);
    });
  });
  return createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('data', (first: Buffer) => {
      if (first.toString('latin1', 0, 4) === 'GET ') {
        socket.pause();
        socket.unshift(first);
        http.emit('connection', socket);
        socket.resume();
      } else overTcp(socket, first, accept);
    });
  });
}

function overTcp(socket: Socket, first: Buffer, accept: ModelPortOptions['accept']): void {
  let unread = Buffer.alloc(0);
  const handler = accept({
    layout: null,
    send: (packet) => {
      if (socket.writable)
        socket.write(Buffer.concat([Uint8Array.of(packet.length >> 8, packet.length & 0xff), packet]));
    },
    end: () => socket.end(),
    destroy: () => socket.destroy(),
    forget: () => {
      unread = Buffer.alloc(0);
    },
  });
  const read = (bytes: Buffer): void => {
    unread = Buffer.concat([unread, bytes]);
    while (unread.length >= 2 && unread.length >= 2 + unread.readUInt16BE(0)) {
      const end = 2 + unread.readUInt16BE(0);
      const packet = Uint8Array.from(unread.subarray(2, end));
      unread = unread.subarray(end);
      handler.packet(packet);
    }
  };
  socket.on('data', read);
  socket.on('end', () => socket.end());
  socket.on('close', () => handler.closed());
  read(first);
}

function overWebSocket(socket: WebSocket, layout: CheckLayout | null, accept: ModelPortOptions['accept']): void {
  const handler = accept({
    layout,
    send: (packet) => socket.send(packet),
    end: () => socket.close(),
    destroy: () => socket.terminate(),
    forget: () => {},
  });
  socket.on('message', (packet: Buffer) => handler.packet(Uint8Array.from(packet)));
  socket.on('error', () => {});
  socket.on('close', () => handler.closed());
}
