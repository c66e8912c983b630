import type { Event } from "../core/event.ts";

/** The shape of what is written. Raise it when an event's or an entity's shape changes, and teach `upcast` the old shape. */
export const VERSION = 1;

/** An event's text as it is hashed and kept: the event, and the version of its shape. */
export const printEvent = (event: Event): string => JSON.stringify({ v: VERSION, ...event });

/** An event out of its text, in today's shape. */
export const parseEvent = (body: string): Event => {
  const { v, ...event } = JSON.parse(body) as { v: number } & Event;
  return upcast(v, event);
};

/** Brings an event of an older version to today's shape. There is no older version yet. */
const upcast = (version: number, event: Event): Event => {
  if (version === VERSION) return event;
  throw new Error(`event ${event.kind}: version ${version} is not known, expected ${VERSION}`);
};
