// The options of DBSrv, and its parts. Each number is a setting; bounds that are not settings are in `limits.ts`.
import type { Endpoint } from '../../reactor/index.ts';
import type { Store } from '../../store/index.ts';
import type { MirParts } from '../gate/index.ts';
import type { TextEncoding } from '../names/index.ts';
import type { DenyListFile } from './deny-list.ts';
import type { GatePortOptions } from './gate-port.ts';
import type { PlayRoutesOptions } from './play-routes.ts';
import type { RecordRules } from './record-book.ts';
import type { SessionDirectory } from './session-clients.ts';

export interface DbOptions extends Omit<GatePortOptions, 'kind'>, PlayRoutesOptions, CharacterRules, RecordRules {
  /** Of clients' and game servers' texts. */
  readonly encoding: TextEncoding;
  /** Where game servers connect, and the addresses they connect from. */
  readonly records: Endpoint;
  readonly recordPeers: readonly string[];
}

/** What is so about characters on this server. */
export interface CharacterRules {
  /** Of one account, deleted ones aside. */
  readonly charactersMax: number;
  /** How many characters a client is sent: the originals' clients read no more than two. */
  readonly charactersShown: number;
  /** Jobs are numbered from 0. */
  readonly jobCount: number;
  /** The levels at which a character may be deleted. */
  readonly deleteLevelMin: number;
  readonly deleteLevelMax: number;
}

export interface DbParts extends MirParts {
  readonly store: Store;
  readonly sessions: SessionDirectory;
  readonly denyListFile: DenyListFile | null;
}
