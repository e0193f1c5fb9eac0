import { readFile } from 'node:fs/promises';
import { parseRecording } from '../debug/recording/parseRecording.ts';
import type { Recording } from '../debug/recording/types.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { decodeNpy, encodeNpyAsync } from './npy.ts';
import {
  decodeSafetensors,
  encodeSafetensorsAsync,
  type LoadOptions,
  type NamedTensors,
  type SafetensorsContents,
  type SafetensorsOptions,
} from './safetensors.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

export { writeFileAtomically } from './writeFileAtomically.ts';

/** Writes tensors to a safetensors file, whole or not at all. */
export async function saveSafetensors(
  path: string,
  tensors: NamedTensors,
  options: SafetensorsOptions = {},
): Promise<void> {
  await writeFileAtomically(path, await encodeSafetensorsAsync(tensors, options));
}

/** The tensors in a safetensors file. @throws DataError that says what is wrong with it. */
export async function loadSafetensors(path: string, options: LoadOptions = {}): Promise<Record<string, Tensor>> {
  return (await readSafetensors(path, options)).tensors;
}

/** The tensors in a safetensors file, and its metadata. @throws DataError that says what is wrong with it. */
export async function readSafetensors(path: string, options: LoadOptions = {}): Promise<SafetensorsContents> {
  return decodeSafetensors(await readFile(path), options, path);
}

/** Writes a tensor to a .npy file, whole or not at all. */
export async function saveNpy(path: string, tensor: Tensor): Promise<void> {
  await writeFileAtomically(path, await encodeNpyAsync(tensor));
}

/** The tensor in a .npy file. @throws DataError that says what is wrong with it. */
export async function loadNpy(path: string, options: LoadOptions = {}): Promise<Tensor> {
  return decodeNpy(await readFile(path), options, path);
}

/**
 * Writes tensors and plain data, nested as you like, to one file, whole or not at all: the state of a net, an optimizer,
 * a loader, a generator, and whatever else training needs to go on.
 *
 * @throws DataError for what cannot be kept, naming the place.
 */
export async function saveCheckpoint(path: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, await encodeCheckpoint(value));
}

/** What `saveCheckpoint` was given; the caller says what that was. @throws DataError if the file is no checkpoint. */
export async function loadCheckpoint<Value>(path: string, options: LoadOptions = {}): Promise<Value> {
  return decodeCheckpoint(await readFile(path), options, path) as Value;
}

/** Writes what `recordStep` gave to a file of JSON, whole or not at all. */
export async function saveRecording(path: string, recording: Recording): Promise<void> {
  await writeFileAtomically(path, JSON.stringify(recording));
}

/** The recording in a file. @throws DataError if it is none, cut off, or of another version. */
export async function loadRecording(path: string): Promise<Recording> {
  return parseRecording(await readFile(path, 'utf8'), path);
}
