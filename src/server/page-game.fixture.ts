// A game in a page, for a test that bundles it and drives it by `globalThis.game`: it sends numbers that the server sends back, and notes
// all that comes, in order.
import { connectClient, describeLinkEvent, enterWorld, type LinkEvent } from 'jadegate/client';
import { chat, gate } from 'jadegate/messages';

export interface PageGame {
  /** Numbers that were sent, and those that came back. */
  sent: number;
  readonly echoes: number[];
  /** Lines of the server. */
  readonly lines: string[];
  readonly events: LinkEvent['kind'][];
  readonly words: string[];
  /** How often the game is in the world. */
  entered: number;
  /** What was not expected. */
  readonly faults: string[];
  isLinkUp(): boolean;
  start(options: StartOptions): Promise<void>;
  play(): void;
  pause(): void;
}

export interface StartOptions {
  readonly url: string;
  readonly name: string;
  readonly layout: 'packed' | 'protobuf';
}

const PERIOD_MS = 20;

let timer: ReturnType<typeof setInterval> | undefined;
let isUp = (): boolean => false;
let say = (): void => {};

const game: PageGame = {
  ...{ sent: 0, echoes: [], lines: [], events: [], words: [], entered: 0, faults: [] },
  isLinkUp: () => isUp(),
  play: () => {
    timer = setInterval(() => say(), PERIOD_MS);
  },
  pause: () => clearInterval(timer),
  async start({ url, name, layout }) {
    const client = await connectClient({ url, layout, resume: true });
    isUp = () => client.isLinkUp;
    say = () => {
      if (client.send(gate.HeartbeatC2s, { beatTime: game.sent + 1 })) game.sent++;
    };
    const enter = async (): Promise<void> => {
      await enterWorld(client, { credentials: name });
      game.entered++;
    };
    client.on(gate.HeartbeatC2s, ({ beatTime }) => void game.echoes.push(beatTime));
    client.on(chat.ChatS2c, ({ msginfo }) => void game.lines.push(msginfo));
    client.onLink(async (event) => {
      game.events.push(event.kind);
      game.words.push(describeLinkEvent(event));
      if (event.kind === 'refused') await enter();
    });
    void client.closed.then(({ reason }) => game.faults.push(`closed: ${reason}`));
    await enter();
  },
};

(globalThis as { game?: PageGame }).game = game;
