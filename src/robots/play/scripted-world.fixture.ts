// A server in memory with one model map, for tests of scenarios: it lets every client in, takes moves, passes lines of chat on, and
// flushes the map every half second. A test may tamper with what one client is sent.
import { ChatC2s, ChatS2c } from '../../modules/chat/chat.messages.ts';
import { PlayerSelectRoleC2s } from '../../modules/lines/lines.messages.ts';
import {
  LearnedSkillS2c,
  MapCompleteC2s,
  ObjectUpdateS2c,
  RoleMapChangeS2c,
  RoleMoveC2s,
} from '../../modules/map/map.messages.ts';
import type { Answer } from '../../sim/index.ts';
import { answerTo, createPathScript, ScriptedServer, type ScriptedSession } from '../../sim/index.ts';
import { ModelMap, type ModelMessage } from '../check/model-map.fixture.ts';

const FLUSH_MS = 500;
const SIZE = 200;
const NO_DELAY = { delayMsMax: 0, pieceBytesMax: 65_536 };

export interface ScriptedWorldOptions {
  readonly answers?: readonly Answer[];
  /** What a client gets instead of a message of the map. */
  readonly tamper?: (role: bigint, message: ModelMessage) => readonly ModelMessage[];
  /** How often a client gets a line of chat. */
  readonly hearTimes?: (role: bigint) => number;
  /** How often the speaker of a private line gets it back. */
  readonly copyTimes?: (role: bigint) => number;
  /** Of two lines for a client the second comes first. */
  readonly swapLines?: boolean;
  /** The map ends before these. */
  readonly size?: number;
}

interface Player {
  readonly session: ScriptedSession;
  readonly roleId: bigint;
  readonly name: string;
}

export interface ScriptedWorld {
  readonly server: ScriptedServer;
  readonly map: ModelMap;
}

export async function openScriptedWorld(options: ScriptedWorldOptions = {}): Promise<ScriptedWorld> {
  const { answers = [], tamper = (_role, message) => [message], size = SIZE, swapLines = false } = options;
  const { hearTimes = () => 1, copyTimes = () => 1 } = options;
  const held = new Map<Player, () => void>();
  const map = new ModelMap({ width: size, height: size });
  const players = new Map<ScriptedSession, Player>();
  const enter = answerTo(PlayerSelectRoleC2s, (session, { roleid }) => {
    const name = `Role${roleid}`;
    players.set(session, { session, roleId: roleid, name });
    const attrs = [
      { key: 204, value: 200 },
      { key: 1_002, value: name },
    ];
    const self = { objectid: roleid, objecttype: 0, attrs };
    session.send(ObjectUpdateS2c, { deleteids: [], createAttrs: [self], changeAttrs: [] });
    session.send(LearnedSkillS2c, { creatureid: roleid, skills: [] });
    const x = Math.min(size - 1, 58 + (Number(roleid) % 7));
    session.send(RoleMapChangeS2c, { x, y: Math.min(size - 1, 112), lineid: 1, mapid: 100 });
  });
  const complete = answerTo(MapCompleteC2s, (session) => {
    const player = players.get(session);
    if (player === undefined || map.grid.find(player.roleId) !== null) return;
    const { roleId } = player;
    const place = { x: Math.min(size - 1, 58 + (Number(roleId) % 7)), y: Math.min(size - 1, 112) };
    map.enter(roleId, place, (message) => {
      for (const { type, value } of tamper(roleId, message)) session.send(type, value);
    });
  });
  const move = answerTo(RoleMoveC2s, (session, { time, posx, posy }) => {
    const player = players.get(session);
    if (player === undefined) return;
    if (map.move(player.roleId, { x: posx, y: posy, time })) return;
    const thing = map.grid.find(player.roleId) ?? 0;
    const attrs = [
      { key: 3, value: map.grid.x[thing] ?? 0 },
      { key: 4, value: map.grid.y[thing] ?? 0 },
    ];
    const self = { objectid: player.roleId, objecttype: 0, attrs };
    session.send(ObjectUpdateS2c, { deleteids: [], createAttrs: [], changeAttrs: [self] });
  });
  const chat = answerTo(ChatC2s, (session, { type, desrolename, msginfo }) => {
    const speaker = players.get(session);
    const say = (hearer: Player, times: number): void => {
      for (let left = times; left > 0; left--) {
        hearer.session.send(ChatS2c, {
          type,
          serverid: 1,
          privateflag: 0,
          desroleid: speaker?.roleId ?? 0n,
          desrolename: speaker?.name ?? '',
          msginfo,
          details: [],
          identity: 0,
          reptype: 0,
        });
      }
    };
    const hear = (hearer: Player): void => say(hearer, hearTimes(hearer.roleId));
    for (const hearer of players.values()) {
      const isPrivate = type === 3;
      if (isPrivate && hearer === speaker) say(hearer, copyTimes(hearer.roleId));
      if (isPrivate && hearer.name !== desrolename) continue;
      const before = held.get(hearer);
      held.delete(hearer);
      if (swapLines && hearer !== speaker && before === undefined) held.set(hearer, () => hear(hearer));
      else {
        hear(hearer);
        before?.();
      }
    }
  });
  const script = createPathScript([enter, complete, move, chat, ...answers]);
  const server = await ScriptedServer.open({ script, ...NO_DELAY });
  const stopFlush = server.clock.every(FLUSH_MS, () => map.flush());
  // A test that stops the server must find no timer.
  const stop = server.stop.bind(server);
  server.stop = async () => {
    stopFlush();
    await stop();
  };
  return { server, map };
}
