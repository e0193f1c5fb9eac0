import type { Kernel, Position } from '../kernels/kernel.ts';

/** A kernel's element function; it belongs to nobody but the explainer. */
export type CopiedElement = (this: Position<object>, ...inputsThenScalars: unknown[]) => number;

const copies = new WeakMap<Kernel<never>, CopiedElement>();

/**
 * A kernel's own element function, made once more from its text, with copies of its helpers. Arrays that write down
 * what is read are slow objects, and V8 would remember, in the function that trains, that it has seen them: eight times
 * slower for good. So the function that trains is never shown one.
 *
 * A page that forbids making code at run time gets the function itself: the explanation is the same there.
 */
export function copyOf(kernel: Kernel<never>): CopiedElement {
  let copy = copies.get(kernel);
  if (copy === undefined) {
    copy = compiled(kernel) ?? (kernel.element as unknown as CopiedElement);
    copies.set(kernel, copy);
  }
  return copy;
}

function compiled({ name, element, helpers }: Kernel<never>): CopiedElement | undefined {
  const text = `${helpers.join('\n')}\nreturn ${element.toString()};\n//# sourceURL=stridegrad/explain/${name}.js`;
  try {
    return new Function(text)();
  } catch {
    return undefined;
  }
}
