/** One number of one tensor. */
export interface Cell {
  /** Which tensor: 'input', 'weight', … */
  readonly tensor: string;
  /** Its coordinates there. A cell of the padding has coordinates outside the tensor. */
  readonly index: readonly number[];
  /** What it holds; in the padding, what is imagined there: 0, or −∞ under a max pooling. */
  readonly value: number;
}

/** One thing that the window covers. */
export interface Tap {
  /** Which place in the window: [channel, tapY, tapX] for a convolution, [tapY, tapX] for a pooling. */
  readonly place: readonly number[];
  /** What lies there. */
  readonly cell: Cell;
  /** What it is multiplied with, if it is. */
  readonly factor?: Cell;
  /** What it is divided by, where every tap has a divisor of its own. */
  readonly divisor?: number;
  /**
   * What it adds to the sum: cell · factor / divisor, as far as it has them. A window of a max pooling that chose
   * another cell adds 0 to this one's gradient.
   */
  readonly product: number;
  /** How the product is made, where it is neither: 'exp(2 − 3)'. */
  readonly note?: string;
  /** Whether the cell lies outside the tensor. */
  readonly isPadding: boolean;
  /** The cell of the tensor that a reflected, replicated or circular padding copies. */
  readonly source?: Cell;
  /** Padding that an average leaves out: its divisor does not count it. */
  readonly isLeftOut?: boolean;
  /** Whether a max pooling chose it; in its gradient, whether that window chose the cell that is asked. */
  readonly isWinner?: boolean;
}

/** Where the window stands, along the axes that it moves along (the last ones of the tensor). */
export interface WindowPlace {
  /** Over which tensor. */
  readonly tensor: string;
  /** Where its first tap lies; may be negative. */
  readonly first: readonly number[];
  /** Taps along each axis. */
  readonly size: readonly number[];
  /** Elements from one tap to the next. */
  readonly dilation: readonly number[];
  /** Where it starts and ends along each axis, if its place says how large it is: '⌊1·5/3⌋ = 1 to ⌈2·5/3⌉ = 4'. */
  readonly extent?: readonly string[];
}

/** A sum on the way to the result. */
export interface PartialSum {
  /** What was summed: 'channel 0'. */
  readonly label: string;
  readonly sum: number;
}

/**
 * How one output element came to be: plain data, as the kernel computed it. The products of the taps, summed in their
 * order in float64, with the bias and the divisor, rounded once to the output's dtype, are the result to the bit; of a
 * maximum, the product of the winner is. Softmax and cross entropy say in their formula what becomes of the taps.
 */
export interface Step {
  /** Counts the output's elements, from 0. */
  readonly number: number;
  /** How many there are. */
  readonly of: number;
  readonly operation: string;
  /** The kernel that ran, whose text is in src/kernels. */
  readonly kernel: string;
  /** 'forward', or whose gradient this is: 'gradient of input'. */
  readonly pass: string;
  readonly output: Cell;
  readonly window?: WindowPlace;
  readonly taps: readonly Tap[];
  readonly partials: readonly PartialSum[];
  readonly bias?: Cell;
  /** What the sum is divided by. */
  readonly divisor?: number;
  readonly result: number;
  /** The sum written out: '0.5 + 1·2 + 3·(−1) = −0.5'. */
  readonly formula: string;
}
