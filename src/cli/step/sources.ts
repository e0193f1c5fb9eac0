import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { CIFAR10 } from '../../data/cifar10/CIFAR10.ts';
import { ArgumentError, DataError } from '../../errors.ts';
import type { Image } from '../../io/image.ts';
import { decodeNpy } from '../../io/npy.ts';
import { decodePng } from '../../io/png.ts';
import { decodeSafetensors } from '../../io/safetensors.ts';
import { tensor } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { CenterCrop } from '../../vision/transforms/CenterCrop.ts';
import { Grayscale } from '../../vision/transforms/Grayscale.ts';
import { Normalize } from '../../vision/transforms/Normalize.ts';
import { Resize } from '../../vision/transforms/Resize.ts';
import { ToTensor } from '../../vision/transforms/ToTensor.ts';
import type { Given } from './Given.ts';

/** Where npm run cifar leaves the weights of its net. */
const trainedWeights = 'out/cifar10/weights.safetensors';

/** An input that is not made of digits, and what it shows, in words. */
export interface Source {
  readonly input: Tensor;
  readonly what: string;
}

/** The input that a command line names: a file, a picture; undefined if none. */
export async function namedInput(given: Given): Promise<Source | undefined> {
  const names = ['from', 'image', 'cifar'].filter((name) => given.has(name));
  if (names.length > 1) {
    throw new ArgumentError(given.command, `there is one input, but --${names.join(' and --')} name several`);
  }
  const [from, image] = [given.text('from'), given.text('image')];
  if (from !== undefined) return { input: await tensorIn(given, from), what: from };
  if (image !== undefined) {
    const picture = await decodePng(await bytesOf(given, image), image);
    return { input: pictureTensor(given, picture), what: image };
  }
  return given.has('cifar') ? cifarPicture(given) : undefined;
}

/** Weight and bias of a trained layer; undefined if no checkpoint is named. */
export async function namedWeights(given: Given): Promise<{ weight: Tensor; bias: Tensor | undefined } | undefined> {
  const path = given.text('checkpoint');
  if (path === undefined) {
    if (given.has('layer')) throw given.wrong('layer', 'names a layer of a --checkpoint, which is missing');
    return undefined;
  }
  const advice = ` 'npm run cifar' trains the tutorial's net and writes ${trainedWeights}.`;
  const { tensors } = decodeSafetensors(await bytesOf(given, path, advice), {}, path);
  const layers = Object.keys(tensors).flatMap((name) => (name.endsWith('.weight') ? [name.slice(0, -7)] : []));
  const layer = given.text('layer');
  // A checkpoint holds more than the net, whose names begin with 'net.' there.
  const found = layers.find((name) => name === layer) ?? layers.find((name) => name === `net.${layer}`);
  if (found === undefined) {
    const choice = `${path} has ${layers.join(', ') || 'no weights'}`;
    throw new ArgumentError(
      given.command,
      layer === undefined ? `--layer says which layer's weights: ${choice}` : `no layer is named ${layer}: ${choice}`,
    );
  }
  const bias = Object.hasOwn(tensors, `${found}.bias`) ? tensors[`${found}.bias`] : undefined;
  return { weight: tensors[`${found}.weight`], bias };
}

async function cifarPicture(given: Given): Promise<Source> {
  const number = given.integer('cifar', 0, 0);
  const onProgress = (event: { readonly kind: string; readonly text?: string }) => {
    if (event.kind === 'note' && event.text !== undefined) process.stderr.write(`${event.text}\n`);
  };
  const pictures = await CIFAR10.load({ train: false, onProgress });
  if (number >= pictures.length) throw given.wrong('cifar', `is 0 to ${pictures.length - 1}`);
  const [picture, label] = pictures.get(number);
  const { name } = pictures.data;
  const input = new Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]).apply(pictureTensor(given, picture, 3)) as Tensor;
  return { input, what: `${name} test picture ${number}, a ${pictures.classes[label]}` };
}

/** A picture as the layers want it, in the size that is asked for. */
function pictureTensor(given: Given, picture: Image, channels?: 3): Tensor {
  const isGray = given.flag('gray');
  const steps = [
    ...(given.has('resize') ? [new Resize(given.pair('resize', [1, 1]))] : []),
    ...(given.has('crop') ? [new CenterCrop(given.pair('crop', [1, 1]))] : []),
    ...(isGray ? [new Grayscale({ numOutputChannels: channels ?? 1 })] : []),
  ];
  const changed = steps.reduce<Image>((image, step) => step.apply(image) as Image, picture);
  return new ToTensor().apply(changed);
}

async function tensorIn(given: Given, path: string): Promise<Tensor> {
  const bytes = await bytesOf(given, path);
  const kind = extname(path).toLowerCase();
  if (kind === '.npy') return decodeNpy(bytes, {}, path);
  if (kind === '.json') return tensorOfJson(bytes, path);
  if (kind !== '.safetensors') throw given.wrong('from', 'names a .npy, .json or .safetensors file');
  const { tensors } = decodeSafetensors(bytes, {}, path);
  const key = given.text('key');
  const names = Object.keys(tensors);
  if (key !== undefined && Object.hasOwn(tensors, key)) return tensors[key];
  if (key === undefined && names.length === 1) return tensors[names[0]];
  throw new ArgumentError(given.command, `--key says which tensor of ${path} is the input: ${names.join(', ')}`);
}

function tensorOfJson(bytes: Uint8Array, path: string): Tensor {
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new DataError(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  if (!Array.isArray(data)) throw new DataError(`${path} is not rows of numbers, as [[1, 2], [3, 4]]`);
  return tensor(data);
}

/** A file's bytes. @throws ArgumentError if it cannot be read. */
export async function bytesOf(given: Given, path: string, advice = ''): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? `there is no file ${path}.${advice}` : `${path} cannot be read: ${message}`;
    throw new ArgumentError(given.command, problem);
  }
}
