// `node:dgram` sending each datagram back as it came, in a process of its own. It prints its port.
import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
socket.on('message', (bytes, { address, port }) => socket.send(bytes, port, address));
socket.bind({ address: '127.0.0.1', port: 0 }, () => console.log(socket.address().port));
