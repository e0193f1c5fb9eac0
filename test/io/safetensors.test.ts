import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import test from 'tape';
import {
  DataError,
  type DType,
  decodeSafetensors,
  encodeSafetensors,
  encodeSafetensorsAsync,
  fromArray,
  registerBackend,
  tensor,
} from '../../src/index.ts';
import { loadSafetensors, readSafetensors, saveSafetensors } from '../../src/io/node.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint8', 'bool'];

const anyTensor = fc
  .record({
    shape: fc.array(fc.nat(3), { maxLength: 3 }),
    dtype: fc.constantFrom(...dtypes),
    seed: fc.nat(200),
  })
  .map(({ shape, dtype, seed }) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const bits = Uint8Array.from({ length: count * 8 }, (_, i) => (i * 97 + seed) % 256);
    if (dtype === 'float64') return fromArray(new Float64Array(bits.buffer), shape);
    if (dtype === 'float32') return fromArray(new Float32Array(bits.buffer, 0, count), shape);
    if (dtype === 'int32') return fromArray(new Int32Array(bits.buffer, 0, count), shape);
    return fromArray(dtype === 'uint8' ? bits.slice(0, count) : bits.map((x) => x % 2).slice(0, count), shape, {
      dtype,
    });
  });

const named = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), anyTensor, { maxKeys: 5 });

/** A file made by hand: a header, and so many bytes of numbers. */
function fileOf(header: unknown, dataLength: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

/** The error's message, without the file's name. */
function complaint(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, {}, 'weights');
    return 'none';
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.message.replace(/^weights: /, '');
  }
}

test('a safetensors file is the length of its header, the header in JSON, and the numbers', (t) => {
  const bytes = encodeSafetensors(
    { 'fc.bias': tensor([1, -2]), n: tensor(7, { dtype: 'uint8' }) },
    { metadata: { by: 'us' } },
  );
  const headerLength = new DataView(bytes.buffer).getUint32(0, true);
  t.deepEqual(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))), {
    __metadata__: { by: 'us' },
    'fc.bias': { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    n: { dtype: 'U8', shape: [], data_offsets: [8, 9] },
  });
  t.equal(headerLength % 8, 0, 'so that the numbers are aligned');
  t.deepEqual([...bytes.subarray(8 + headerLength)], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 7]);
  t.end();
});

test('what was written is read: names, shapes, dtypes, bits and metadata', (t) => {
  fc.assert(
    fc.property(named, fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }), (tensors, metadata) => {
      const bytes = encodeSafetensors(tensors, { metadata });
      const read = decodeSafetensors(Buffer.from(bytes)); // a Buffer slices unlike a Uint8Array
      const bitsOf = (array: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }) =>
        Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('hex');
      return (
        JSON.stringify(read.metadata) === JSON.stringify(metadata) &&
        Object.keys(read.tensors).sort().join() === Object.keys(tensors).sort().join() &&
        Object.entries(tensors).every(
          ([name, { dtype, shape, storage }]) =>
            read.tensors[name].dtype === dtype &&
            read.tensors[name].shape.join() === shape.join() &&
            bitsOf(read.tensors[name].storage.read()) === bitsOf(storage.read()),
        )
      );
    }),
    { numRuns: 60 },
  );
  t.pass();
  t.end();
});

test('64-bit integers become int32, if they fit', (t) => {
  const header = { n: { dtype: 'I64', shape: [2], data_offsets: [0, 16] } };
  const bytes = fileOf(header, 16);
  const numbers = new DataView(bytes.buffer, bytes.length - 16);
  numbers.setBigInt64(0, -5n, true);
  numbers.setBigInt64(8, 2n ** 31n - 1n, true);
  const { n } = decodeSafetensors(bytes).tensors;
  t.deepEqual([n.toArray(), n.dtype], [[-5, 2 ** 31 - 1], 'int32']);
  numbers.setBigInt64(8, 2n ** 31n, true);
  t.equal(
    complaint(bytes),
    'tensor n: element 1 is 2147483648, which does not fit int32 (64-bit integers become int32)',
  );
  t.end();
});

test('a file that is not as it should be is refused, and the error says where', (t) => {
  const entry = (begin: number, end: number, more = {}) => ({
    dtype: 'U8',
    shape: [end - begin],
    data_offsets: [begin, end],
    ...more,
  });
  t.match(complaint(new Uint8Array(3)), /^3 bytes are no safetensors file/);
  t.match(complaint(fileOf({}, 0).subarray(0, 9)), /^the header is said to have 2 bytes, but only 1 follow/);
  t.match(complaint(new Uint8Array(16).fill(255)), /^the header is said to have 18446744073709551615 bytes/);
  t.equal(complaint(fileOf('{"a":', 0)), 'the header is no JSON object');
  t.equal(complaint(fileOf('[]', 0)), 'the header is no JSON object');
  t.match(
    complaint(fileOf({ a: { dtype: 'U8', shape: [1] } }, 1)),
    /^tensor a must have a dtype, a shape and two data_offsets/,
  );
  t.match(complaint(fileOf({ a: entry(0, 1, { shape: [-1] }) }, 1)), /^tensor a must have/);
  t.match(complaint(fileOf({ a: entry(0, 1, { data_offsets: [1, 0] }) }, 1)), /^tensor a must have/);
  t.equal(
    complaint(fileOf({ a: entry(0, 2), b: entry(1, 3) }, 3)),
    'tensor b begins at byte 1 and overlaps the tensor before it, which ends at 2',
  );
  t.equal(
    complaint(fileOf({ a: entry(0, 1), b: entry(2, 3) }, 3)),
    'tensor b begins at byte 2 and leaves a gap before it, which ends at 1',
  );
  t.equal(complaint(fileOf({ a: entry(0, 4) }, 3)), 'the tensors take 4 bytes, but 3 follow the header');
  t.equal(complaint(fileOf({ a: entry(0, 1) }, 3)), 'the tensors take 1 bytes, but 3 follow the header');
  t.equal(
    complaint(fileOf({ a: entry(0, 2, { shape: [3] }) }, 2)),
    'tensor a: [3] of U8 takes 3 bytes, but data_offsets [0, 2] hold 2',
  );
  t.equal(
    complaint(fileOf({ a: entry(0, 2, { dtype: 'F16', shape: [1] }) }, 2)),
    'tensor a: dtype F16 has no counterpart here; known are F64, F32, I32, U8, BOOL, I64',
  );
  const bool = fileOf({ a: entry(0, 1, { dtype: 'BOOL' }) }, 1);
  bool[bool.length - 1] = 2;
  t.equal(complaint(bool), 'tensor a: element 0 is 2, but a bool is 0 or 1');
  t.equal(complaint(fileOf({ __metadata__: { a: 1 } }, 0)), '__metadata__ must hold strings by name');
  t.equal(complaint(fileOf({}, 0)), 'none', 'a file of no tensors is one');
  t.end();
});

test('a damaged file is read or refused with a DataError, whatever the damage', (t) => {
  const whole = encodeSafetensors({ a: tensor([1, 2]), b: tensor([true, false]) }, { metadata: { x: 'y' } });
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (place, value, length) => {
      const damaged = whole.slice();
      damaged[place] = value;
      complaint(damaged);
      return length === whole.length || complaint(whole.subarray(0, length)) !== 'none';
    }),
    { numRuns: 500 },
  );
  t.pass();
  t.end();
});

test('a name like __proto__ is a name', (t) => {
  const tensors = Object.fromEntries([['__proto__', tensor([1])]]);
  const read = decodeSafetensors(encodeSafetensors(tensors)).tensors;
  t.deepEqual(Object.keys(read), ['__proto__']);
  t.throws(() => encodeSafetensors({ __metadata__: tensor(1) }), /no tensor can be called __metadata__/);
  t.throws(
    () => encodeSafetensors({}, { metadata: { epoch: 1 } as never }),
    /metadata holds strings, but epoch is number/,
  );
  t.end();
});

test('files are written whole beside nothing else, from any device', async (t) => {
  registerBackend(awaitedBackend('writing'));
  const folder = await mkdtemp(join(tmpdir(), 'stridegrad-'));
  const path = join(folder, 'made', 'weights.safetensors');
  const weights = { w: tensor([[1, 2]], { device: 'writing' }) };
  t.throws(() => encodeSafetensors(weights), /^DeviceError/);
  t.equal((await encodeSafetensorsAsync(weights)).length % 8, 0);
  await saveSafetensors(path, weights, { metadata: { epoch: '3' } });
  t.deepEqual(await readdir(join(folder, 'made')), ['weights.safetensors']);
  t.deepEqual((await loadSafetensors(path)).w.toArray(), [[1, 2]]);
  t.deepEqual((await readSafetensors(path)).metadata, { epoch: '3' });
  t.equal((await loadSafetensors(path, { device: 'writing' })).w.device, 'writing');
  await rm(folder, { recursive: true });
  t.end();
});
