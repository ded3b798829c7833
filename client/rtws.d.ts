// Types of rtws.mjs and rtws.js. Where rtws.js is a plain script, the global Rtws is the class.

export type State = 'connecting' | 'open' | 'waiting' | 'closed';

export interface Options {
  /** Subprotocols to offer. */
  protocols?: string | string[];
  /** Seconds before an attempt: random, up to min * factor ^ attempts, at most max. Default 0.5, 30, 2. */
  backoff?: { min?: number; max?: number; factor?: number };
  /** Seconds for an answer, for the connection to be made, and for a sign of life after a ping. Default 10. */
  timeout?: number;
  /** Seconds of silence before a ping; 0: no pings but when a page comes back. Default 25. */
  ping?: number;
  /** Requests that may wait for a connection, and seconds that one may (at most 240). Default 1000, 60. */
  queue?: { size?: number; time?: number };
  /** Where there is no global one: the class of the npm package ws, for example. */
  WebSocket?: unknown;
}

export type Url = string | URL;

export interface Message<Data = any> {
  type: 'message';
  channel: string;
  /** What was published; a Uint8Array if it was binary. */
  data: Data;
  /** Seconds since 1970-01-01 UTC. */
  timestamp: number;
  event?: string;
  /** Where the channel has history. */
  position?: string;
  encoding?: 'base64';
}

export type Publication<Data = any> = Omit<Message<Data>, 'type' | 'channel'>;

export interface Member {
  id: string | number;
  [property: string]: any;
}

export interface PublishOptions {
  /** A name for it, 1 to 64 bytes. */
  event?: string;
  /** false: not to this connection. */
  echo?: boolean;
  /** 1 to 64 bytes: a second publication with the same key within 5 minutes is not made. Default: one of its own. */
  key?: string;
}

export interface Published {
  position?: string;
  duplicate: boolean;
}

export interface HistoryOptions {
  /** At most 1000. Default 100. */
  limit?: number;
  /** The oldest after this position; else the newest. */
  since?: string;
}

export interface History<Data = any> {
  /** Oldest first. */
  publications: Publication<Data>[];
  /** Of the newest publication of the channel. */
  position?: string;
  /** false: some after since are gone. */
  recovered?: boolean;
}

export interface PresenceOptions {
  /** At most 1000. Default 100. */
  limit?: number;
  /** next of the answer before. */
  after?: string;
}

export interface Presence {
  members: Map<string, Member>;
  total: number;
  next?: string;
}

/** code is one of docs/protocol.md, or TIMEOUT, CLOSED, QUEUE_FULL, TOO_LARGE, CONNECT, CONFLICT. */
export class RtwsError extends Error {
  constructor(code: string, message: string, channel?: string);
  readonly code: string;
  readonly channel?: string;
}

type Off = () => void;

interface ViewEvents {
  message: (data: any, message: Message) => void;
  /** Messages are missing: fetch the state anew. */
  gap: (at: { position?: string }) => void;
  error: (error: RtwsError) => void;
}

export interface SubscriptionEvents extends ViewEvents {
  /** After each connect. */
  subscribed: (at: { position?: string; recovered?: boolean }) => void;
}

export interface RoomEvents extends ViewEvents {
  join: (member: Member) => void;
  leave: (member: Member) => void;
  /** After each connect: the members as they are now. */
  state: (members: Map<string, Member>) => void;
}

export interface RtwsEvents {
  state: (state: State, before: State) => void;
  open: () => void;
  close: (how: { code: number; reason: string }) => void;
  /** An attempt that failed, an error without a request, or one of a channel that nobody listens to there. */
  error: (error: RtwsError) => void;
}

interface View {
  readonly channel: string;
  publish(data: unknown, options?: PublishOptions): Promise<Published>;
  history(options?: HistoryOptions): Promise<History>;
}

export interface Subscription extends View {
  on<Event extends keyof SubscriptionEvents>(event: Event, fn: SubscriptionEvents[Event]): Off;
  unsubscribe(): void;
}

export interface Room extends View {
  on<Event extends keyof RoomEvents>(event: Event, fn: RoomEvents[Event]): Off;
  /** By id as a string; the own member included. */
  readonly members: Map<string, Member>;
  /** More than in members where the server lists only some. */
  readonly total: number;
  leave(): void;
}

export interface SubscribeOptions {
  /** Messages may come as patches, which saves bytes where data changes little. */
  delta?: boolean;
  /** Position of the last message that is known: what came after it is delivered first. */
  since?: string;
}

export class Rtws {
  /** Connects at once. A function is asked before each attempt, so that a token in the URL is fresh. */
  constructor(url: Url | (() => Url | Promise<Url>), options?: Options);
  readonly state: State;
  on<Event extends keyof RtwsEvents>(event: Event, fn: RtwsEvents[Event]): Off;
  /** Now, when it is waiting or closed. */
  connect(): void;
  /** Rejects what is not answered with CLOSED; subscriptions stay for the next connect(). */
  close(): void;
  subscribe<Data = any>(channel: string, fn?: ((data: Data, message: Message<Data>) => void) | null, options?: SubscribeOptions): Subscription;
  /** Throws CONFLICT while joined as another member. */
  join(channel: string, member: Member): Room;
  publish(channel: string, data: unknown, options?: PublishOptions): Promise<Published>;
  history<Data = any>(channel: string, options?: HistoryOptions): Promise<History<Data>>;
  presence(channel: string, options?: PresenceOptions): Promise<Presence>;
  static readonly RtwsError: typeof RtwsError;
  static readonly mergePatch: typeof mergePatch;
}

/** JSON merge patch, RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown;

export default Rtws;
