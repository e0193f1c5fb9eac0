import { Module } from '../nn/Module.ts';
import type { AnyModule } from '../nn/members.ts';
import { describeOnHover } from '../tensor/describeOnHover.ts';
import { type Removable, Tensor } from '../tensor/tensor.ts';
import { type JsonML, note, numberTables, reference } from './jsonML.ts';

/** What Chrome's console asks about an object: null leaves it as it is. */
interface Formatter {
  header(object: unknown): JsonML | null;
  hasBody(object: unknown): boolean;
  body(object: unknown): JsonML;
}

/**
 * Lets Chrome's console show tensors with their shape and numbers, and modules with their layers: in a page, and in Node
 * when `chrome://inspect` debugs it. Chrome asks formatters once 'Custom formatters' is ticked in its settings.
 *
 * A number that a device would have to be waited for is not shown; it says how to get it.
 *
 * @returns what takes it back: `remove()`.
 */
export function installConsoleFormatter(): Removable {
  const page = globalThis as { devtoolsFormatters?: Formatter[] };
  page.devtoolsFormatters = [...(page.devtoolsFormatters ?? []).filter((other) => other !== formatter), formatter];
  return {
    remove() {
      page.devtoolsFormatters = page.devtoolsFormatters?.filter((other) => other !== formatter) ?? [];
    },
  };
}

const formatter: Formatter = {
  header(object) {
    if (object instanceof Tensor) return tensorHeader(object);
    return object instanceof Module ? moduleHeader(object) : null;
  },
  hasBody: (object) => object instanceof Tensor || (object instanceof Module && object.members().length > 0),
  body: (object) => (object instanceof Tensor ? tensorBody(object) : moduleBody(object as AnyModule)),
};

function tensorHeader(tensor: Tensor): JsonML {
  const { storage, device } = tensor;
  const place = storage.backend.mustAwait ? [] : [note(device)]; // the line names a device that must be awaited
  return ['span', {}, `${tensor.constructor.name} ${describeOnHover.call(tensor)} `, ...place];
}

function tensorBody(tensor: Tensor): JsonML {
  const { shape, storage, device, grad } = tensor;
  const numbers: JsonML[] = storage.backend.mustAwait
    ? [['div', {}, note(`the numbers are on ${device}: await toArrayAsync() brings them`)]]
    : numberTables(storage.read(), shape, storage.dtype);
  const facts = [
    note(`${tensor.numel} numbers, ${tensor.nbytes} bytes, version ${tensor.version}`),
    ...(tensor.requiresGrad && grad === undefined ? [note('grad: none yet')] : []),
  ];
  const lines: JsonML[] = [...numbers, ...facts.map((fact): JsonML => ['div', {}, fact])];
  if (grad !== undefined) lines.push(['div', {}, note('grad: '), reference(grad)]);
  return ['div', indented, ...lines];
}

function moduleHeader(module: AnyModule): JsonML {
  const count = module.parameters().reduce((sum, { numel }) => sum + numel, 0);
  const parameters = count === 0 ? 'no parameters' : `${count.toLocaleString('en')} parameters`;
  return ['span', {}, `${module.constructor.name}(${module.extraRepr()}) `, note(parameters)];
}

function moduleBody(module: AnyModule): JsonML {
  const lines = module.members().map(({ key, value }): JsonML => ['li', {}, note(`${key}: `), reference(value)]);
  return ['ol', { style: 'list-style: none; padding-left: 1em; margin: 0' }, ...lines];
}

const indented = { style: 'margin-left: 1em' };
