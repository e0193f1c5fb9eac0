import type { Kernel } from '../kernels/kernel.ts';

const findInspector = () => globalThis.process?.getBuiltinModule?.('node:inspector');
let inspector: ReturnType<typeof findInspector>;

/**
 * True if a debugger listens to this process, or could: `node --inspect`, VS Code (which opens Node's inspector too), or
 * SIGUSR1 later on. A browser does not tell: false.
 */
export function debuggerListens(): boolean {
  inspector ??= findInspector();
  return inspector?.url() !== undefined;
}

/** A breakpoint that is set, until it is taken back. */
export interface Breakpoint {
  remove(): void;
}

/**
 * Sets a breakpoint before the first line of a kernel's element, for output element number `x`. It stops the program as
 * a `debugger` statement at that line would, whatever debugger is attached, and costs nothing where none listens.
 */
export function breakAt({ element }: Kernel<never>, x: number): Breakpoint {
  if (!debuggerListens() || inspector === undefined) return { remove() {} };
  // A session of our own beside the debugger's: what it stops is stopped for both.
  const session = new inspector.Session();
  session.connect();
  session.post('Debugger.enable');
  const global = globalThis as { stridegradElement?: unknown };
  global.stridegradElement = element;
  session.post('Runtime.evaluate', { expression: 'stridegradElement' }, (_, { result: { objectId } }) => {
    session.post('Debugger.setBreakpointOnFunctionCall', { objectId, condition: `this.thread.x === ${x}` });
  });
  delete global.stridegradElement;
  return { remove: () => session.disconnect() };
}
