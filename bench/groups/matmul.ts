import { groupOf } from './group.ts';

/**
 * Square products; and those of the tutorial's net at batch 4 and 64: its large dense layer fc1 (576 → 128) forward, by its
 * data and by its weight.
 */
export const matmul = groupOf('matmul', 'matrix product', [
  ...[64, 128, 256, 512, 1024].flatMap((size) =>
    [1, 2].map((threads) => ({
      name: `${size}³, ${threads} thread${threads === 1 ? '' : 's'}`,
      work: { kind: 'matmul', rows: size, inner: size, columns: size } as const,
      threads,
    })),
  ),
  ...[4, 64].flatMap((batch) =>
    (['forward', 'gradInput', 'gradWeight'] as const).map((pass) => ({
      name: `fc1, ${batch}, ${pass}`,
      work: { kind: 'linear', batch, inputs: 576, outputs: 128, pass } as const,
    })),
  ),
]);
