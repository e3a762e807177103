// `node:dgram` returning each datagram, as a process. It prints its port.
import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
socket.on('message', (bytes, { address, port }) => socket.send(bytes, port, address));
socket.bind({ address: '127.0.0.1', port: 0 }, () => console.log(socket.address().port));
