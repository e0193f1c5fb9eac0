/** Anything that a kernel can read a number from by flat index: a typed array, or a recording of one. */
export type FlatArray = ArrayLike<number>;

/** The sizes of a kernel, given their names: integers that describe the problem and may be compiled in. */
export type SizesNamed<Names extends readonly string[]> = { readonly [Name in Names[number]]: number };

/** What a kernel sees of the outside: which output element it is computing, and the sizes of the problem. */
export interface Position<Sizes> {
  readonly thread: { readonly x: number };
  readonly constants: Sizes;
}

/** A function of numbers that kernels call. Top-level, named, and no parameter named like a size. */
export type Helper = (...numbers: never[]) => number;

/**
 * A kernel says how ONE output element is computed from flat inputs. Every backend runs all output elements; on arrays
 * that write down what is read, one element shows what it depends on. There is no second copy but C++'s.
 *
 * `element` receives the inputs (flat arrays), then the scalars (numbers), in the order of their names. It stays inside
 * the subset that gpu.js can translate: a top-level function of numbers and flat reads, `for`, `if`, `Math.*`, and calls
 * of `helpers` (every one of them, the helpers of helpers too).
 */
export interface Kernel<Sizes extends object> {
  readonly name: string;
  readonly inputs: readonly string[];
  /** Names of the integers in `this.constants`, in the order in which C++ receives them. */
  readonly sizes: readonly (keyof Sizes & string)[];
  /** Names of the run-time numbers (a learning rate, an epsilon), which are never compiled in. */
  readonly scalars: readonly string[];
  readonly element: (this: Position<Sizes>, ...inputsThenScalars: never[]) => number;
  readonly helpers: readonly Helper[];
}
