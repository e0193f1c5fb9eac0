type Signature<Inputs extends readonly unknown[], Output> = (...inputs: Inputs) => Output;

export interface Callable<Inputs extends readonly unknown[], Output> extends Signature<Inputs, Output> {}

/**
 * An object that can be called: `object(x)` is `object.invoke(x)`.
 *
 * JavaScript calls nothing but functions, so the constructor returns one and gives it the prototype of the class. What
 * a constructor returns is what its subclasses see as `this`: their fields, private ones too, land on the function.
 * The function's own `name` and `length` are taken away, and `Function.prototype` is not among its ancestors, so
 * nothing of a function is left on the object but that it can be called.
 */
export abstract class Callable<Inputs extends readonly unknown[], Output> {
  constructor() {
    const callable = (...inputs: Inputs): Output => self.invoke(...inputs);
    Reflect.deleteProperty(callable, 'name');
    Reflect.deleteProperty(callable, 'length');
    const self: Callable<Inputs, Output> = Object.setPrototypeOf(callable, new.target.prototype);
    // biome-ignore lint/correctness/noConstructorReturn: the function takes the place of the object; see above.
    return self;
  }

  /** What a call does. */
  abstract invoke(...inputs: Inputs): Output;
}
