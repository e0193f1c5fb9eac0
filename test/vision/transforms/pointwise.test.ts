import fc from 'fast-check';
import test from 'tape';
import { fromArray, Tensor } from '../../../src/index.ts';
import { Generator } from '../../../src/random/index.ts';
import type { Planes } from '../../../src/vision/planes.ts';
import { Compose, Normalize, RandomHorizontalFlip, ToTensor, Transform } from '../../../src/vision/transforms/index.ts';
import { at, bytePlanes, consistsOf, floatPlanes } from '../planes.ts';

const random = new Generator(1);

test('ToTensor divides bytes by 255 and puts the planes one after another', (t) => {
  // Two pixels: red 255 green 0 blue 51, and red 0 green 102 blue 255.
  const tensor = new ToTensor().apply({
    data: Uint8Array.from([255, 0, 51, 0, 102, 255]),
    width: 2,
    height: 1,
    channels: 3,
  });

  t.deepEqual(tensor.shape, [3, 1, 2]);
  t.deepEqual([...tensor.toTypedArray()], [1, 0, 0, Math.fround(102 / 255), Math.fround(51 / 255), 1]);
  t.end();
});

test('Normalize takes the mean away and divides by the std of the channel', (t) => {
  const picture = fromArray(Float32Array.from([1, 2, 3, 4]), [2, 1, 2]);
  const normalized = new Normalize([1, 2], [0.5, 4]).apply(picture) as Tensor;

  t.deepEqual(normalized.toArray(), [[[(1 - 1) / 0.5, (2 - 1) / 0.5]], [[(3 - 2) / 4, (4 - 2) / 4]]]);
  t.deepEqual(picture.toArray(), [[[1, 2]], [[3, 4]]], 'and leaves its input alone');
  t.end();
});

test('Normalize rounds to float32 after the subtraction and after the division, as PyTorch does', (t) => {
  const { fround } = Math;
  const normalize = new Normalize([0.4914], [0.2023]);
  fc.assert(
    fc.property(floatPlanes, (planes) =>
      consistsOf(normalize.transform(planes), [planes.channels, planes.height, planes.width], (...place) =>
        fround(fround(at(planes, place) - fround(0.4914)) / fround(0.2023)),
      ),
    ),
    { numRuns: 40 },
  );
  t.pass('on random pictures');
  t.end();
});

test('a table stands for the pointwise transforms of a pipeline, to the bit', (t) => {
  const toTensor = new ToTensor();
  fc.assert(
    fc.property(bytePlanes, (planes) => {
      const means = [0.4914, 0.4822, 0.4465].slice(0, planes.channels);
      const normalize = new Normalize(means, means);
      const expected = normalize.transform(toTensor.transform(planes));
      const composed = new Compose([toTensor, normalize]).transform(planes, random);
      const room = new Float32Array(planes.data.length);
      const inRoom = new Compose([toTensor, normalize]).transform(planes, random, room);
      return (
        inRoom.data === room &&
        [composed, inRoom].every((made) =>
          consistsOf(made, [planes.channels, planes.height, planes.width], (...place) => at(expected, place)),
        )
      );
    }),
    { numRuns: 40 },
  );
  t.pass('on random pictures');
  t.end();
});

test('Compose goes through its transforms in order, also where only some have a table', (t) => {
  class Log extends Transform {
    readonly name: string;
    readonly seen: string[];
    constructor(name: string, seen: string[]) {
      super();
      this.name = name;
      this.seen = seen;
    }
    transform(planes: Planes): Planes {
      this.seen.push(`${this.name} sees ${planes.data.constructor.name}`);
      return planes;
    }
    toString(): string {
      return this.name;
    }
  }
  const seen: string[] = [];
  const half = new Normalize([0], [0.5]);
  const compose = new Compose([new Log('a', seen), new ToTensor(), new Log('b', seen), half, half, new Log('c', seen)]);
  const made = compose.transform({ data: Uint8Array.from([51]), channels: 1, height: 1, width: 1 }, random);

  t.deepEqual(seen, ['a sees Uint8Array', 'b sees Float32Array', 'c sees Float32Array']);
  t.equal(made.data[0], Math.fround(51 / 255) * 2 * 2);
  t.end();
});

test('Compose without transforms gives the picture back', (t) => {
  const planes = { data: Uint8Array.from([7]), channels: 1, height: 1, width: 1 };
  t.equal(new Compose([]).transform(planes, random), planes);
  t.end();
});

test('a picture stays a picture until ToTensor, and a tensor stays a tensor', (t) => {
  const flip = new RandomHorizontalFlip(1);
  const image = { data: Uint8Array.from([1, 2]), width: 2, height: 1, channels: 1 } as const;

  t.deepEqual(flip.apply(image), { ...image, data: Uint8Array.from([2, 1]) });
  const bytes = flip.apply(fromArray(Uint8Array.from([1, 2]), [1, 1, 2]));
  t.ok(bytes instanceof Tensor && bytes.dtype === 'uint8');
  t.deepEqual((bytes as Tensor).toArray(), [[[2, 1]]]);
  t.ok(new Compose([flip, new ToTensor()]).apply(image) instanceof Tensor);
  t.end();
});

test('Compose prints what PyTorch prints', (t) => {
  const compose = new Compose([new ToTensor(), new Normalize([0.5, 0.5, 0.5], [0.2, 0.5, 1])]);

  t.equal(String(compose), 'Compose(\n    ToTensor()\n    Normalize(mean=(0.5, 0.5, 0.5), std=(0.2, 0.5, 1))\n)');
  t.end();
});

test('what a transform cannot take is refused with what it is', (t) => {
  const image = { data: new Uint8Array(12), width: 2, height: 2, channels: 3 } as const;

  t.throws(() => new Normalize([0.5], [0]), /Normalize: needs finite numbers and no std of 0, .* std \[0\]/);
  t.throws(() => new Normalize([0.5], [1, 1]), /mean has 1 numbers and std 2/);
  t.throws(() => new Normalize([1, 1], [1, 1]).apply(new ToTensor().apply(image)), /has 2 means for 3 channels/);
  t.throws(() => new Normalize([1], [1]).apply(image), /Normalize: expects floats, .* Put ToTensor before it/);
  t.throws(
    () => new ToTensor().apply(fromArray(new Float32Array(4), [2, 2])),
    /ToTensor: expects one picture .* \[2, 2\]/,
  );
  t.throws(() => new ToTensor().apply(fromArray(new Int32Array(4), [1, 2, 2])), /expects uint8 or float32.* int32/);
  t.throws(() => new ToTensor().apply({ ...image, width: 3 }), /2 × 3 × 3 has 18 bytes, but its data has 12/);
  t.throws(() => new ToTensor().apply({} as never), /ToTensor: expects an Image/);
  t.throws(() => new Compose([new ToTensor(), 'flip' as never]), /Compose: entry 1 of the list is no Transform/);
  t.end();
});
