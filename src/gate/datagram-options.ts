// The channel for datagrams beside the connections of a gate: what an operator may set.
export interface DatagramOptions {
  /** Where datagrams are received. */
  readonly host: string;
  readonly port: number;
  /** How many ports are tried from `port` on: the first free one is taken, so that several processes of a machine have one each. */
  readonly ports: number;
  /** What clients are told in place of the host of their connection; empty for that host. */
  readonly advertisedHost: string;
  /** What clients are told in place of `port`, where addresses are translated; null for the port itself. */
  readonly advertisedPort: number | null;
}
