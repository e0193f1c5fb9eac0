/** The base of every error that stridegrad throws on purpose. */
export class StridegradError extends Error {
  override readonly name: string = 'StridegradError';
}

/** Tensors whose shapes do not go together. The message names the operation and every shape. */
export class ShapeError extends StridegradError {
  override readonly name = 'ShapeError';
  constructor(operation: string, problem: string, shapes: Readonly<Record<string, readonly number[]>>) {
    const given = Object.entries(shapes).map(([name, shape]) => `${name} [${shape.join(', ')}]`);
    super(given.length === 0 ? `${operation}: ${problem}` : `${operation}: ${problem}. Given ${given.join(', ')}.`);
  }
}

/** An argument that can never be right, whatever the tensors: a stride of 0, an unknown option, a label out of range. */
export class ArgumentError extends StridegradError {
  override readonly name = 'ArgumentError';
  constructor(operation: string, problem: string) {
    super(`${operation}: ${problem}`);
  }
}

/** A tensor of a dtype that the operation cannot use. */
export class DTypeError extends StridegradError {
  override readonly name = 'DTypeError';
  constructor(operation: string, problem: string) {
    super(`${operation}: ${problem}`);
  }
}

/** A device that is not there, or tensors that live on different ones. */
export class DeviceError extends StridegradError {
  override readonly name = 'DeviceError';
}

/** A backward pass that cannot be done: nothing to differentiate, saved arrays already freed or overwritten. */
export class GraphError extends StridegradError {
  override readonly name = 'GraphError';
}

/** Numbers for which there is no memory. */
export class AllocationError extends StridegradError {
  override readonly name = 'AllocationError';
  constructor(elements: number, bytesEach: number, options?: ErrorOptions) {
    const bytes = elements * bytesEach;
    super(`memory: there is none for ${elements} numbers of ${bytesEach} bytes each, ${bytes} bytes in all`, options);
  }
}

/** Data that is not what it should be: a file too short, a wrong checksum, a state dict with other keys. */
export class DataError extends StridegradError {
  override readonly name = 'DataError';
}
