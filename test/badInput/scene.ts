import { arange, F, fromArray, ones, Tensor, tensor, zeros } from '../../src/index.ts';

/** Tensors on the default device, of which those that are floating have a gradient. Whatever goes wrong leaves them alone. */
export function makeScene() {
  const some = (...shape: number[]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const made = fromArray(
      Float32Array.from({ length }, (_, i) => i / 2 - 3),
      shape,
    );
    made.requiresGrad = true;
    made.grad = fromArray(
      Float32Array.from({ length }, (_, i) => i / 4),
      shape,
    );
    return made;
  };
  const integers = (data: Parameters<typeof tensor>[0]) => tensor(data, { dtype: 'int32' });
  const pool = arange(32, { dtype: 'float32' }).reshape([1, 2, 4, 4]);
  const [pooled, winners] = F.maxPool2d(pool, 2, { returnIndices: true });
  return {
    image: some(1, 2, 5, 5),
    row: some(1, 2, 6),
    weight: some(4, 2, 3, 3),
    rowWeight: some(4, 2, 3),
    transposedWeight: some(2, 3, 3, 3),
    bias: some(4),
    columns: some(1, 8, 16),
    channels: some(1, 4, 2, 2),
    plane: some(1, 1, 4, 4),
    matrix: some(3, 4),
    tall: some(4, 2),
    single: some(1, 4),
    cube: some(2, 3, 4),
    vector: some(4),
    pooled,
    winners,
    labels: integers([0, 2, 1]),
    two: integers([0, 1]),
    place: integers([[0, 1, 2, 0]]),
    mask: tensor([
      [true, false, true, false],
      [false, false, true, true],
      [true, true, true, false],
    ]),
    runningMean: zeros([2]),
    runningVar: ones([2]),
    integers,
    some,
  };
}

export type Scene = ReturnType<typeof makeScene>;

/** Numbers, version and gradient of each tensor; two are equal if nothing happened in between. */
export function snapshot(tensors: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(tensors).filter((entry): entry is [string, Tensor] => entry[1] instanceof Tensor);
  return Promise.all(
    entries.map(async ([name, own]) => {
      const gradient = await own.grad?.toTypedArrayAsync();
      return { name, version: own.version, numbers: await own.toTypedArrayAsync(), gradient };
    }),
  );
}
