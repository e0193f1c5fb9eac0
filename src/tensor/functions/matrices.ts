import { DTypeError, ShapeError } from '../../errors.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import type { Tensor } from '../tensor.ts';

/** @throws DTypeError unless all tensors have one dtype. */
export function checkSameDType(operation: string, tensors: Readonly<Record<string, Tensor>>): void {
  const entries = Object.entries(tensors);
  if (entries.some(([, { dtype }]) => dtype !== entries[0][1].dtype)) {
    const given = entries.map(([name, { dtype }]) => `${name} is ${dtype}`).join(', ');
    throw new DTypeError(operation, `the operands must have one dtype, but ${given}. Convert one with .to(dtype).`);
  }
}

/** @throws ShapeError unless every tensor has the number of axes that is named for it. */
export function checkAxes(operation: string, tensors: Readonly<Record<string, readonly [Tensor, number]>>): void {
  for (const [name, [tensor, axes]] of Object.entries(tensors)) {
    if (tensor.ndim !== axes) {
      const rule = `${name} must have ${axes} ${axes === 1 ? 'axis' : 'axes'}, but has ${tensor.ndim}`;
      throw new ShapeError(operation, rule, { [name]: tensor.shape });
    }
  }
}

/** What is wrong where a · b cannot be, and what would be right. */
export function innerSizesDiffer(operation: string, a: Shape, b: Shape): ShapeError {
  const inner = a[a.length - 1];
  const rows = b[Math.max(b.length - 2, 0)];
  const turned = (name: string, axes: number) => `${name}.${axes === 2 ? 't()' : 'transpose(-2, -1)'}`;
  let hint = '';
  if (b.length >= 2 && b[b.length - 1] === inner) {
    hint = `; did you mean ${turned('b', b.length)}?`;
  } else if (a.length >= 2 && a[a.length - 2] === rows) {
    hint = `; did you mean ${turned('a', a.length)}?`;
  }
  return new ShapeError(operation, `the inner sizes of a · b are ${inner} and ${rows}, and must be equal${hint}`, {
    a,
    b,
  });
}
