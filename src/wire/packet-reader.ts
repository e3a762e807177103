// (contract sketch: the codec work replaces this)
export class PacketReader {}
