/** How the size of one axis comes about: plain data, to be printed or drawn. */
export interface AxisStep {
  /** 'height', 'width', 'length', 'channels', 'features', … */
  readonly name: string;
  readonly input: number;
  readonly output: number;
  /** The rule in letters; '' where there is nothing to compute. */
  readonly formula: string;
  /** The same with the numbers put in, and its result. */
  readonly numbers: string;
  /** Positions of the input, from 0, that nothing in the output comes from. */
  readonly unread: readonly number[];
  /** What is worth saying about it, in sentences. */
  readonly notes: readonly string[];
}

/** How a layer makes its output's shape of its input's. */
export interface ShapeRule {
  readonly output: readonly number[];
  readonly axes: readonly AxisStep[];
  readonly notes: readonly string[];
}

/** A sum of products, and what it comes to: '6·(3·5·5) + 6', 456. */
export interface Count {
  readonly numbers: string;
  readonly value: number;
}

/** An axis whose size somebody chose: `numbers` says who. */
export function givenAxis(name: string, input: number, output: number, numbers: string): AxisStep {
  return { name, input, output, formula: '', numbers, unread: [], notes: [] };
}

/** What the last axes of an input are called: one is a length, two are height and width. */
export function axisNames(count: number): readonly string[] {
  if (count === 1) return ['length'];
  return count === 2 ? ['height', 'width'] : Array.from({ length: count }, (_, axis) => `axis −${count - axis}`);
}

/** What the cells of an axis are called: rows are counted down, columns across. */
export function cellsOf(name: string, count: number): string {
  const one = { height: 'row', width: 'column' }[name] ?? 'cell';
  return count === 1 ? one : `${one}s`;
}

/** 'row 31 is', 'rows 1 and 3 are', 'rows 1, 3, 5, …, 29 (15 in all) are'. */
export function positions(name: string, list: readonly number[]): string {
  const last = list[list.length - 1];
  if (list.length === 1) return `${cellsOf(name, 1)} ${last} is`;
  const listed =
    list.length > 6
      ? `${list.slice(0, 3).join(', ')}, …, ${last} (${count(list.length)} in all)`
      : `${list.slice(0, -1).join(', ')} and ${last}`;
  return `${cellsOf(name, list.length)} ${listed} are`;
}

/** '1,234': a number of things. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** '3·5·5'. A product of nothing is 1. */
export function product(factors: readonly number[]): string {
  return factors.length === 0 ? '1' : factors.join('·');
}

/** '(3·5·5)' where there is a product to keep together. */
export function grouped(factors: readonly number[]): string {
  return factors.length > 1 ? `(${product(factors)})` : product(factors);
}

/** '[1, 3, 32, 32]'. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
