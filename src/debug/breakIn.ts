import { breakAt } from '../backends/debugger.ts';
import { ArgumentError, DeviceError } from '../errors.ts';
import { kernels } from '../kernels/all.ts';
import type { Kernel } from '../kernels/kernel.ts';
import { checkOptions, nearest, requireInteger } from '../options.ts';
import type { Removable } from '../tensor/tensor.ts';

/**
 * Sets a breakpoint in a kernel, as if `debugger` stood before its first line: the program stops in the kernel's
 * TypeScript when output element number `at` (flat, row-major; 0 unless given) is computed. Nothing happens where no
 * debugger is attached, and on devices that compute in another language.
 *
 * ```ts
 * breakIn('conv2d', { at: 6 });
 * F.conv2d(input, weight); // stops in src/kernels/window/conv2d.ts; where rows have 4 cells that is outY 1, outX 2
 * ```
 *
 * @returns what takes it back: `remove()`.
 * @throws ArgumentError if there is no such kernel, DeviceError in a browser, where a program cannot set breakpoints.
 */
export function breakIn(kernel: string, options: { readonly at?: number } = {}): Removable {
  checkOptions('breakIn', options, ['at']);
  const { at = 0 } = options;
  requireInteger('breakIn', 'at', at, 0);
  if (!Object.hasOwn(kernels, kernel)) {
    const meant = nearest(kernel, Object.keys(kernels));
    const fix = meant === undefined ? 'src/kernels has their names' : `did you mean "${meant}"?`;
    throw new ArgumentError('breakIn', `there is no kernel "${kernel}"; ${fix}`);
  }
  if (globalThis.process?.getBuiltinModule === undefined) {
    throw new DeviceError(
      'breakIn: only Node lets a program set a breakpoint. In a browser, set one by hand; docs/debugging.md shows where.',
    );
  }
  return breakAt(kernels[kernel as keyof typeof kernels] as Kernel<never>, at);
}
