import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import test from 'tape';
import { DataError, decodeNpy, encodeNpy, fromArray, registerBackend, tensor } from '../../src/index.ts';
import { loadNpy, saveNpy } from '../../src/io/node.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

/** A file as NumPy writes it, made by hand. */
function fileOf(header: string, numbers: Uint8Array, version = 1): Uint8Array {
  const lengthBytes = version === 1 ? 2 : 4;
  const bytes = new Uint8Array(8 + lengthBytes + header.length + numbers.length);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 8 + lengthBytes);
  bytes.set(numbers, 8 + lengthBytes + header.length);
  return bytes;
}

const described = (descr: string, shape: string, order = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }\n`;

function complaint(bytes: Uint8Array): string {
  try {
    decodeNpy(bytes, {}, 'x.npy');
    return 'none';
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.message.replace(/^x\.npy: /, '');
  }
}

test('a .npy file is a line of Python and the numbers, aligned to 64 bytes', (t) => {
  const bytes = encodeNpy(tensor([[1], [2]]));
  const line = new TextDecoder('latin1').decode(bytes.subarray(10, 128));
  t.equal(line.trimEnd(), "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }");
  t.equal(bytes[127], 0x0a, 'the line ends where the numbers begin');
  t.equal(bytes[8], 128 - 10);
  t.deepEqual([...bytes.subarray(128)], [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]);
  t.match(new TextDecoder('latin1').decode(encodeNpy(tensor([true]))), /'descr': '\|b1'.*'shape': \(1,\)/);
  t.match(new TextDecoder('latin1').decode(encodeNpy(tensor(3, { dtype: 'int32' }))), /'<i4'.*'shape': \(\)/);
  t.end();
});

test('what was written is read', (t) => {
  const numbers = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(numbers, fc.constantFrom([6], [2, 3], [1, 2, 3], [3, 2, 1, 1]), (values, shape) =>
      [
        fromArray(
          Float32Array.from(values, (x) => x / 3),
          shape,
        ),
        fromArray(
          Float64Array.from(values, (x) => x / 3),
          shape,
        ),
        fromArray(
          Int32Array.from(values, (x) => -x),
          shape,
        ),
        fromArray(
          Uint8Array.from(values, (x) => 255 * x),
          shape,
        ),
        fromArray(Uint8Array.from(values), shape, { dtype: 'bool' }),
      ].every((written) => {
        const read = decodeNpy(Buffer.from(encodeNpy(written)));
        return read.dtype === written.dtype && JSON.stringify(read.toArray()) === JSON.stringify(written.toArray());
      }),
    ),
    { numRuns: 20 },
  );
  t.deepEqual(decodeNpy(encodeNpy(tensor([]))).shape, [0]);
  t.equal(decodeNpy(encodeNpy(tensor(2.5))).toArray(), 2.5);
  t.end();
});

test('versions 1 to 3 are read, and 64-bit integers that fit', (t) => {
  const numbers = new Uint8Array(BigInt64Array.of(3n, -4n).buffer);
  for (const version of [1, 2, 3]) {
    t.deepEqual(decodeNpy(fileOf(described('<i8', '2,'), numbers, version)).toArray(), [3, -4], `version ${version}`);
  }
  const large = new Uint8Array(BigInt64Array.of(2n ** 40n).buffer);
  t.match(complaint(fileOf(described('<i8', '1,'), large)), /^element 0 is 1099511627776, which does not fit int32/);
  t.end();
});

test('a file that is not as it should be is refused, and the error says why', (t) => {
  const four = new Uint8Array(4);
  t.match(complaint(four), /^does not begin with \\x93NUMPY/);
  t.match(complaint(fileOf(described('<f4', '1,'), four, 9)), /^\.npy version 9 is not known/);
  t.match(
    complaint(fileOf(described('<f4', '1,'), four).subarray(0, 20)),
    /^the header is said to have \d+ bytes, but 10 follow/,
  );
  t.match(complaint(fileOf("{'descr': '<f4'}", four)), /^the header must name descr, fortran_order and shape, but is/);
  t.match(complaint(fileOf(described('>f4', '1,'), four)), /^dtype '>f4' has no counterpart here; known are <f4/);
  t.match(
    complaint(fileOf(described('<f4', '1, 1', 'True'), four)),
    /Fortran order; save numpy\.ascontiguousarray\(array\)/,
  );
  t.equal(complaint(fileOf(described('<f4', '2,'), four)), "[2] of '<f4' takes 8 bytes, but 4 follow the header");
  t.equal(complaint(fileOf(described('|b1', '1,'), Uint8Array.of(7))), 'element 0 is 7, but a bool is 0 or 1');
  t.end();
});

test('files are written from any device and read to any', async (t) => {
  registerBackend(awaitedBackend('saving'));
  const folder = await mkdtemp(join(tmpdir(), 'stridegrad-'));
  const path = join(folder, 'x.npy');
  await saveNpy(path, tensor([1, 2], { device: 'saving' }));
  t.deepEqual((await loadNpy(path)).toArray(), [1, 2]);
  t.deepEqual(await (await loadNpy(path, { device: 'saving' })).toArrayAsync(), [1, 2]);
  await rm(folder, { recursive: true });
  t.end();
});
