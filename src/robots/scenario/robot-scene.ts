// One robot on a stage: it runs the code of the scenario, notes what the robot does and sees, and catches what that code throws. It
// answers the server's changes of map by itself, as every client must.
import { messageOf, type Random, SeededRandom } from '../../base/index.ts';
import type { Client, ClientHandler, Entered, EnterOptions, NextOptions, Received } from '../../client/index.ts';
import { HeartbeatC2s } from '../../gate/gate.messages.ts';
import { ChatC2s, ChatFailedS2c, ChatS2c } from '../../modules/chat/chat.messages.ts';
import {
  MapCompleteC2s,
  MapFrameS2c,
  MapFramesC2s,
  ObjectUpdateS2c,
  OtherRoleMoveS2c,
  RoleMapChangeS2c,
  RoleMoveC2s,
} from '../../modules/map/map.messages.ts';
import type { MessageType } from '../../wire/index.ts';
import { lineTag, type Spot } from '../check/index.ts';
import { EchoWait } from './echo-wait.ts';
import { SCHEDULES_MAX } from './limits.ts';
import { lineIn } from './line-in.ts';
import { RecentLog } from './recent-log.ts';
import { type BeatOwner, RobotBeat } from './robot-beat.ts';
import { RobotDiary } from './robot-diary.ts';
import type { BeatFunction, LogEntry, RobotEntry, RobotLine, ScenarioRobot } from './scenario-robot.ts';
import type { Actor, Stage } from './stage.ts';
import type { StagePart } from './stage-part.ts';

/** The attribute with the number of the server on which the role was made. */
const SERVER_ID = 912;
/** The name of the count of refused lines, before the reason. */
export const REFUSED = 'lines refused with chat_failed_s2c';
const SEED_STEP = 1_000_003;
/** What the model of the map takes in: the client need not keep these for a `next`. */
const TAKEN: readonly MessageType[] = [ObjectUpdateS2c, OtherRoleMoveS2c, MapFrameS2c, ChatS2c, RoleMapChangeS2c];

/** The robot that connects and counts, as its scene sees it. */
export interface SceneOwner {
  /** The robot has failed: the connection ends. */
  fail(kind: string): void;
  /** It leaves because the scenario wants it. */
  leave(): void;
  /** One of its beats left late. */
  late(lateMs: number): void;
}

/** How a scenario ends the code of a robot that has failed already. */
class RuleBroken extends Error {}

export class RobotScene implements ScenarioRobot, Actor, BeatOwner {
  readonly number: number;
  readonly account: string;
  readonly random: Random;
  readonly stage: Stage;
  readonly #diary: RobotDiary;
  readonly #log = new RecentLog();
  #client: Client | null = null;
  #owner: SceneOwner | null = null;
  #entry: RobotEntry | null = null;
  #schedules = 0;
  #inFlight = 0;
  readonly #echo: EchoWait;
  #result: { readonly value: unknown } | null = null;

  constructor(number: number, account: string, stage: Stage) {
    this.number = number;
    this.account = account;
    this.stage = stage;
    this.random = new SeededRandom(stage.options.seed * SEED_STEP + number);
    this.#diary = new RobotDiary(number, stage);
    this.#echo = new EchoWait(stage.options.clock);
    stage.add(this);
  }

  get roleId(): bigint {
    return this.#entry?.roleId ?? 0n;
  }
  get name(): string {
    return this.#entry?.name ?? '';
  }
  get place(): Spot {
    return this.#diary.spot;
  }
  get attributes(): RobotDiary['attributes'] {
    return this.#diary.attributes;
  }
  get known(): RobotDiary['world']['known'] {
    return this.#diary.world.known;
  }
  get all(): readonly RobotEntry[] {
    return this.stage.all;
  }
  get nowMs(): number {
    return this.stage.nowMs;
  }
  get isOver(): boolean {
    return this.stage.isOver;
  }
  get log(): readonly LogEntry[] {
    return this.#log.list();
  }

  // What the code of a scenario does.

  every(ms: number, beat: BeatFunction): void {
    RobotBeat.start(this, { ms, beat, isRepeated: true });
  }

  after(ms: number, beat: BeatFunction): void {
    RobotBeat.start(this, { ms, beat, isRepeated: false });
  }

  send<M>(type: MessageType<M>, message: M): boolean {
    if (this.#client?.send(type, message) !== true) return false;
    this.#note('did', type, message);
    if (type.id !== RoleMoveC2s.id) return true;
    // The type says which message it is.
    const { posx, posy } = message as RoleMoveC2s;
    this.#diary.moved(posx, posy);
    return true;
  }

  on<M>(type: MessageType<M>, handler: ClientHandler<M>): void {
    this.#client?.on(type, (message) => this.guard(`on ${type.name}`, () => handler(message)));
  }

  async next<M>(type: MessageType<M>, options?: NextOptions): Promise<M> {
    if (this.#client === null) throw new RuleBroken('the robot is not connected');
    return await this.#client.next(type, options);
  }

  take<M>(type: MessageType<M>): M | null {
    return this.#client?.take(type) ?? null;
  }

  move(x: number, y: number, dueMs = this.nowMs): boolean {
    const time = Math.max(0, Math.round(dueMs)) >>> 0;
    return this.send(RoleMoveC2s, { time, posx: x, posy: y, path: [{ x, y }] });
  }

  say({ type, to, words = '' }: RobotLine): boolean {
    const sequence = this.#diary.nextLine();
    if (sequence === null) this.fail('it said more lines than the check can follow');
    const serverId = this.attributes.get(SERVER_ID);
    const sent = this.send(ChatC2s, {
      type,
      desserverid: typeof serverId === 'number' ? serverId : 0,
      desrolename: to?.name ?? '',
      msginfo: `${lineTag(this.number, sequence, this.nowMs)} ${words}`.trimEnd(),
      details: [],
      reptype: 0,
    });
    if (sent) this.#diary.said(type, to?.number ?? 0);
    return sent;
  }

  measure(name: string, ms: number): void {
    this.stage.measure(name, ms);
  }

  count(name: string, by = 1): void {
    this.stage.counts.add(name, by);
  }

  leave(): void {
    this.#diary.state = 'left';
    this.#owner?.leave();
  }

  fail(rule: string): never {
    throw new RuleBroken(rule);
  }

  // What the run does with it.

  get entry(): RobotEntry | null {
    return this.#entry;
  }
  get inFlight(): number {
    return this.#inFlight;
  }
  get updates(): number {
    return this.#diary.world.updates;
  }
  get isPlaying(): boolean {
    return this.#diary.state === 'playing';
  }

  /** Of the way into the world. */
  get enterOptions(): Omit<EnterOptions, 'credentials'> {
    return {
      ...this.stage.options.scenario.role(this.number),
      onStep: (step) => {
        // Before the client says that it has loaded the map: the first frame is the first of its stay.
        if (step === 'enter-map') this.#client?.send(MapFramesC2s, { on: true, bytesPerSecond: 0 });
      },
    };
  }

  connected(client: Client, owner: SceneOwner): void {
    this.#client = client;
    this.#owner = owner;
    client.onLink(({ kind }) => {
      if (kind === 'datagramsOpen') this.#diary.world.isLoose = true;
    });
    client.onAny((received) => this.#saw(received));
  }

  entered(entered: Entered): void {
    this.#diary.entered(entered);
    const { roleId, mapId, lineId, x, y, roleName, object } = entered;
    const own = object?.attrs.find(({ key }) => key === 1_002)?.value;
    const name = typeof own === 'string' ? own : roleName;
    this.#entry = { number: this.number, roleId, name, mapId, lineId, x, y };
    for (const type of TAKEN) this.#client?.on(type, () => {});
    this.#client?.on(ChatFailedS2c, ({ reasonid }) => {
      this.#diary.refused();
      this.count(`${REFUSED} ${reasonid}`);
    });
  }

  /** The connection has ended. */
  lost(): void {
    if (this.isPlaying) this.#diary.state = 'lost';
    this.#echo.end();
  }

  async play(): Promise<void> {
    if (this.isPlaying) await this.guard('play', () => this.stage.options.scenario.play(this));
  }

  async end(): Promise<void> {
    if (!this.isPlaying) return;
    await this.guard('ended', async () => {
      this.#result = { value: await this.stage.options.scenario.ended(this) };
    });
  }

  async echo(): Promise<void> {
    const client = this.#client;
    if (client === null || !this.isPlaying) return;
    await this.#echo.wait((beatTime) => client.send(HeartbeatC2s, { beatTime }));
  }

  addTo(part: StagePart): void {
    this.#diary.addTo(part);
    if (this.#result !== null && this.isPlaying) part.results.push(this.#result.value);
  }

  /** For a schedule of the robot: false when it has too many. */
  takeSchedule(): boolean {
    return ++this.#schedules <= SCHEDULES_MAX;
  }

  late(lateMs: number): void {
    this.#owner?.late(lateMs);
  }

  /** Runs code of the scenario. What it throws is the robot's failure, by the rule that did not hold. */
  guard(place: string, code: () => unknown): Promise<void> | void {
    try {
      const done = code();
      if (!(done instanceof Promise)) return;
      this.#inFlight++;
      return done
        .catch((error: unknown) => this.#failed(place, error))
        .finally(() => {
          this.#inFlight--;
        });
    } catch (error) {
      this.#failed(place, error);
    }
  }

  #failed(place: string, error: unknown): void {
    // When the connection has ended, that is the failure, and what waits for it adds nothing.
    if (!this.isPlaying || this.#client?.isOpen === false) return;
    const rule = messageOf(error);
    const { file } = this.stage.options;
    const line = file === null ? '' : lineIn(file, error);
    this.stage.problem(`robot ${this.number} (${this.account}): ${place}: ${rule}${line}`);
    this.#diary.state = 'lost';
    this.#owner?.fail(`${place}: ${rule}`);
  }

  #saw({ type, value }: Received): void {
    // The values are of the types beside them.
    if (type === OtherRoleMoveS2c) this.#sawMove(value as OtherRoleMoveS2c);
    else if (type === ObjectUpdateS2c) this.#diary.world.update(value as ObjectUpdateS2c);
    else if (type === MapFrameS2c) this.#diary.world.frame(value as MapFrameS2c);
    else if (type === HeartbeatC2s) this.#echo.hear((value as HeartbeatC2s).beatTime);
    else this.#sawOther(type, value);
  }

  /** What is rare enough to be noted. */
  #sawOther(type: MessageType, value: unknown): void {
    this.#note('saw', type, value);
    if (type === RoleMapChangeS2c) this.#sawPlace(value as RoleMapChangeS2c);
    else if (type === ChatS2c) this.#sawLine(value as ChatS2c);
  }

  #sawMove(move: OtherRoleMoveS2c): void {
    const { stage } = this;
    const isSeen = this.#diary.world.move(move);
    if (isSeen && stage.isRobot(move.otherId)) stage.moveLatency.record(stage.nowMs - move.time);
  }

  #sawLine(message: ChatS2c): void {
    const line = this.#diary.heard(message);
    if (line !== null && line.robot !== this.number) this.stage.lineLatency.record(this.nowMs - line.atMs);
  }

  #sawPlace(place: RoleMapChangeS2c): void {
    this.#diary.sentTo(place);
    if (this.isPlaying) this.#client?.send(MapCompleteC2s, {});
  }

  #note(side: LogEntry['side'], type: MessageType, message: unknown): void {
    this.#log.add({ atMs: this.nowMs, side, type, message });
  }
}
