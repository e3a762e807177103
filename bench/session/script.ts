// What the load does before it is measured. For a server: sign in, create a role, choose it, confirm that the map is
// loaded, and one heartbeat, whose echo proves that the session is in the world. For an echo server: one frame, and its
// echo. Each connection has its own account and role.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCredentials } from '../../src/client/index.ts';
import { HeartbeatC2s, ResumeEnableC2s, ResumeEnabledS2c } from '../../src/gate/gate.messages.ts';
import { PlayerSelectRoleC2s } from '../../src/modules/lines/lines.messages.ts';
import { UserAuthC2s } from '../../src/modules/login/login.messages.ts';
import { MapCompleteC2s, RoleMapChangeS2c } from '../../src/modules/map/map.messages.ts';
import {
  CreateRoleRequestC2s,
  CreateRoleSucessS2c,
  InitRandomRolenameS2c,
} from '../../src/modules/roles/roles.messages.ts';
import { encodePacket, type MessageType, PacketWriter } from '../../src/wire/index.ts';
import type { LoadOptions } from '../rig/load.ts';

/** Eight letters, or the eight bytes of a role id, that the load replaces. */
const MARK = 'MARKMARK';
const MARK_HEX = Buffer.from(MARK).toString('hex');
const MARK_ID = BigInt(`0x${MARK_HEX}`);
const ID_BYTES = 2;

/** The packet of a message: its id and its body. */
export function packetOf<M>(type: MessageType<M>, value: M): Uint8Array {
  const writer = new PacketWriter();
  encodePacket(writer, 'packed', { type, value });
  return writer.bytes.slice(0, writer.length);
}

export class Script {
  readonly file: string;
  readonly #folder: string;
  #nextNumber: number;

  constructor(steps: readonly string[], firstNumber = 0) {
    this.#nextNumber = firstNumber;
    this.#folder = mkdtempSync(join(tmpdir(), 'jadegate-bench-'));
    this.file = join(this.#folder, 'script.txt');
    writeFileSync(this.file, `${steps.join('\n')}\n`);
  }

  /** The script for this many connections, with new names. */
  next(connections: number): { readonly file: string; readonly firstNumber: number } {
    const firstNumber = this.#nextNumber;
    this.#nextNumber += connections;
    return { file: this.file, firstNumber };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** The steps into the world. */
export function enterSteps(): readonly string[] {
  return [
    send(UserAuthC2s, createCredentials({ username: MARK }), '@n'),
    `wait ${InitRandomRolenameS2c.id}`,
    send(CreateRoleRequestC2s, { roleName: MARK, gender: 1, classtype: 1 }, '@n'),
    `wait ${CreateRoleSucessS2c.id} keep ${ID_BYTES}`,
    send(PlayerSelectRoleC2s, { roleid: MARK_ID, lineid: 0 }, '@k'),
    `wait ${RoleMapChangeS2c.id}`,
    send(MapCompleteC2s, {}, ''),
    send(HeartbeatC2s, { beatTime: 0 }, ''),
    `wait ${HeartbeatC2s.id}`,
  ];
}

/** From now on the session can be resumed. */
export function resumeSteps(): readonly string[] {
  return [send(ResumeEnableC2s, { version: 1 }, ''), `wait ${ResumeEnabledS2c.id}`];
}

/** Heartbeats of sessions in the world, each with its own account; the server in C is sent the same without a script. */
export function sessionLoad(options: {
  readonly script: Script;
  readonly connections: number;
  readonly outstanding: number;
  readonly warmMs: number;
  readonly ms: number;
}): (server: { readonly name: string }) => LoadOptions {
  const { script, ...rest } = options;
  const payload = packetOf(HeartbeatC2s, { beatTime: 7 });
  const heartbeats = { ...rest, mode: 'echo', payload, countId: HeartbeatC2s.id } as const;
  return ({ name }) => (name === 'c' ? heartbeats : { ...heartbeats, script: script.next(rest.connections) });
}

/** One frame to an echo server: so the connection was used, and no first-frame deadline is pending. */
export function echoSteps(): readonly string[] {
  return [send(HeartbeatC2s, { beatTime: 0 }, ''), `wait ${HeartbeatC2s.id}`];
}

function send<M>(type: MessageType<M>, value: M, mark: string): string {
  const hex = Buffer.from(packetOf(type, value)).toString('hex');
  return `send ${mark === '' ? hex : hex.replace(MARK_HEX, ` ${mark} `)}`;
}
