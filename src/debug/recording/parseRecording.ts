import { dtypes } from '../../dtype.ts';
import { DataError } from '../../errors.ts';
import { elementCount } from '../../shape/rowMajor.ts';
import { type RecordedArray, type RecordedEvent, type Recording, recordingFormat, recordingVersion } from './types.ts';

/** Where an event has numbers of arrays. */
const references: Readonly<Record<RecordedEvent['kind'], { one: string[]; perhaps: string[]; many: string[] }>> = {
  forward: { one: ['output'], perhaps: [], many: ['inputs'] },
  start: { one: ['gradient'], perhaps: ['tensor'], many: [] },
  backward: { one: ['gradient'], perhaps: [], many: ['received', 'shares'] },
  gradient: { one: ['gradient', 'after'], perhaps: ['before'], many: ['received'] },
  update: { one: ['before', 'gradient', 'after'], perhaps: [], many: [] },
};

/**
 * The recording in a text of JSON, which `JSON.stringify(recording)` made.
 *
 * @param source what the text is, for messages.
 * @throws DataError if it is no recording, cut off, of another version, or refers to what it does not have.
 */
export function parseRecording(text: string, source = 'recording'): Recording {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The message quotes the text, which may be anything: only what can be printed is told.
    const message = (error as Error).message.replace(/[^\P{C}]/gu, '?');
    throw new DataError(`${source}: no recording: this is not JSON, or its end is missing (${message})`);
  }
  if (!isObject(value) || value.format !== recordingFormat) {
    throw new DataError(`${source}: no recording of stridegrad: it has no "format": "${recordingFormat}"`);
  }
  if (value.version !== recordingVersion) {
    throw new DataError(
      `${source}: a recording of version ${JSON.stringify(value.version)}, but this stridegrad reads version ` +
        `${recordingVersion}. Record it again, or use the stridegrad that recorded it.`,
    );
  }
  const { arrays, events } = value;
  if (!Array.isArray(arrays) || !Array.isArray(events)) {
    throw new DataError(`${source}: a recording has "arrays" and "events", but here one of them is missing`);
  }
  arrays.forEach((array, i) => {
    if (!isArray(array)) throw new DataError(`${source}: arrays[${i}] is no array with a shape and its numbers`);
  });
  events.forEach((event, i) => {
    checkEvent(event, arrays.length, `${source}: events[${i}]`);
  });
  return value as unknown as Recording;
}

function checkEvent(event: unknown, arrays: number, place: string): void {
  if (!isObject(event) || typeof event.kind !== 'string' || !Object.hasOwn(references, event.kind)) {
    const kinds = Object.keys(references).join(', ');
    throw new DataError(
      `${place} must be one of ${kinds}, but is ${JSON.stringify(isObject(event) ? event.kind : event)}`,
    );
  }
  const { one, perhaps, many } = references[event.kind as RecordedEvent['kind']];
  const check = (name: string, value: unknown) => {
    if (!Number.isInteger(value) || Number(value) < 0 || Number(value) >= arrays) {
      throw new DataError(`${place}.${name} must be one of the ${arrays} arrays, but is ${JSON.stringify(value)}`);
    }
  };
  for (const name of one) check(name, event[name]);
  for (const name of perhaps) if (event[name] !== undefined) check(name, event[name]);
  for (const name of many) {
    const list = event[name];
    if (!Array.isArray(list)) throw new DataError(`${place}.${name} must be a list of arrays`);
    for (const entry of list) if (entry !== null) check(name, entry);
  }
  if (event.kind === 'update') {
    for (const [name, state] of Object.entries(isObject(event.state) ? event.state : {})) {
      check(`state.${name}`, isObject(state) ? state.after : state);
    }
  }
}

function isArray(value: unknown): value is RecordedArray {
  if (!isObject(value) || !Array.isArray(value.shape) || !dtypes.some((dtype) => dtype === value.dtype)) return false;
  return Array.isArray(value.values)
    ? value.values.length === elementCount(value.shape)
    : isObject(value.statistics) && Array.isArray(value.statistics.histogram);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
