import type { NdArray } from '../backends/storage.ts';

interface Described extends NdArray {
  readonly node: { readonly operation: string } | undefined;
}

/**
 * What debuggers show beside a tensor's name, in one line: `float32 [2, 2] [[1, 2], [3, 4]], requiresGrad=true`.
 *
 * They call it whenever they show variables, and break it off where it might change something. V8 takes it for a change
 * if a function so much as mentions an import or a function of its module. So this one reads the numbers where they lie,
 * and manages alone.
 */
export function describeOnHover(this: Described): string {
  const { shape, storage, node } = this;
  const { dtype, backend } = storage;
  const numbers = storage.peek();
  let line = `${dtype} [${shape.join(', ')}] `;
  if (numbers === undefined) {
    line += 'released';
  } else if (backend.mustAwait) {
    line += `on ${backend.name}: await toArrayAsync()`;
  } else if (!ArrayBuffer.isView(numbers)) {
    line += `on ${backend.name}, computed when it is read`;
  } else {
    const flat = numbers as unknown as ArrayLike<number>;
    const shown = flat.length <= 64 ? flat.length : 8;
    if (flat.length === 0) line += '[]';
    for (let i = 0; i < shown; i++) {
      // A bracket for every axis that begins or ends here.
      let opening = '';
      let closing = '';
      let size = 1;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        size *= shape[axis];
        if (i % size === 0) opening += '[';
        if ((i + 1) % size === 0) closing += ']';
      }
      const value = dtype === 'bool' ? flat[i] !== 0 : Number(flat[i].toPrecision(4));
      line += `${i === 0 ? '' : ', '}${opening}${value}${closing}`;
    }
    if (shown < flat.length) line += `, … ${flat.length} numbers`;
  }
  if (node === undefined) return line;
  return `${line}, ${node.operation === 'leaf' ? 'requiresGrad=true' : `madeBy=${node.operation}`}`;
}
