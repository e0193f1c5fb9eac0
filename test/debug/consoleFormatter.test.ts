import { Session } from 'node:inspector';
import test from 'tape';
import type { JsonML } from '../../src/debug/jsonML.ts';
import { installConsoleFormatter, nn, registerBackend, tensor, zeros } from '../../src/index.ts';
import { awaitedBackend } from '../support/awaitedBackend.ts';

// Chrome's console asks the formatters in `devtoolsFormatters` how an object is shown.

interface Formatter {
  header(object: unknown): JsonML | null;
  hasBody(object: unknown): boolean;
  body(object: unknown): JsonML;
}

const page = globalThis as { devtoolsFormatters?: Formatter[] };

/** Calls `use` with our formatter, while it is installed. */
function formatting(use: (formatter: Formatter) => void): void {
  const installed = installConsoleFormatter();
  use(page.devtoolsFormatters?.at(-1) as Formatter);
  installed.remove();
}

/** The text of a piece of HTML: cells are parted by spaces, rows and lines by new lines. Objects are shown as {}. */
function textOf(piece: JsonML | string): string {
  if (typeof piece === 'string') return piece;
  const [tag, , ...children] = piece;
  if (tag === 'object') return '{}';
  const text = children.map(textOf).join(tag === 'tr' ? ' ' : '');
  return ['tr', 'li'].includes(tag) || (tag === 'div' && !text.endsWith('\n')) ? `${text}\n` : text;
}

const shown = (piece: JsonML | null) =>
  textOf(piece ?? 'null')
    .trim()
    .split('\n');

test('a tensor has a header with dtype, shape, numbers and device, and a body with its plane as a table', (t) => {
  formatting(({ header, hasBody, body }) => {
    const matrix = tensor(
      [
        [1, 2],
        [3, -0.5],
      ],
      { device: 'reference' },
    );
    t.deepEqual(shown(header(matrix)), ['Tensor float32 [2, 2] [[1, 2], [3, -0.5]] reference']);
    t.ok(hasBody(matrix));
    t.deepEqual(shown(body(matrix)), ['0 1', '0 1 2', '1 3 -0.5', '4 numbers, 16 bytes, version 0']);
    t.deepEqual(shown(body(tensor([true, false]))).slice(0, 2), ['0 1', '0 true false'], 'a row');
    t.deepEqual(shown(body(tensor(7))).slice(0, 2), ['0', '0 7'], 'a number');
    t.deepEqual(shown(body(zeros([0, 3])))[0], 'no numbers');
  });
  t.end();
});

test('planes have their place above them, long ones are shortened, and many are counted', (t) => {
  formatting(({ body }) => {
    const planes = shown(body(zeros([2, 3, 1, 12])));
    t.deepEqual(planes.slice(0, 3), ['[0, 0]:', ' 0 1 2 3 4 … 7 8 9 10 11', '0 0 0 0 0 0 … 0 0 0 0 0']);
    t.equal(planes[9], '[1, 0]:');
    t.equal(planes[12], '… 2 more planes');
  });
  t.end();
});

test('a tensor that requires a gradient shows it when it has come', (t) => {
  formatting(({ header, body }) => {
    const weight = new nn.Parameter(tensor([2], { device: 'reference' }));
    t.deepEqual(shown(header(weight)), ['Parameter float32 [1] [2], requiresGrad=true reference']);
    t.equal(shown(body(weight)).at(-1), 'grad: none yet');
    weight.mul(3).sum().backward();
    t.equal(shown(body(weight)).at(-1), 'grad: {}');
  });
  t.end();
});

test('a module has a header with its words and parameters, and a body with its parts', (t) => {
  formatting(({ header, hasBody, body }) => {
    const linear = new nn.Linear(100, 20);
    const net = new nn.Sequential(linear, new nn.ReLU());
    t.deepEqual(shown(header(net)), ['Sequential() 2,020 parameters']);
    t.deepEqual(shown(body(net)), ['0: {}', '1: {}']);
    t.deepEqual(shown(header(linear)), ['Linear(in_features=100, out_features=20, bias=True) 2,020 parameters']);
    t.deepEqual(shown(body(linear)), ['weight: {}', 'bias: {}']);
    t.notOk(hasBody(new nn.ReLU()));
  });
  t.end();
});

test('numbers that must be awaited are not read', (t) => {
  registerBackend(awaitedBackend('far'));
  formatting(({ header, body }) => {
    const far = tensor([1, 2]).to('far');
    t.deepEqual(shown(header(far)), [`Tensor float32 [2] on far: await toArrayAsync()`]);
    t.equal(shown(body(far))[0], `the numbers are on far: await toArrayAsync() brings them`);
  });
  t.end();
});

test('what is not ours is left as it is; installing twice is installing once, and remove() takes it back', (t) => {
  const others = { header: () => null, hasBody: () => false, body: (): JsonML => ['div', {}] };
  page.devtoolsFormatters = [others];
  installConsoleFormatter();
  const { remove } = installConsoleFormatter();
  t.equal(page.devtoolsFormatters.length, 2);
  t.equal(page.devtoolsFormatters[1].header({ shape: [1] }), null);
  t.equal(page.devtoolsFormatters[1].header(null), null);
  t.equal(
    page.devtoolsFormatters[1].hasBody(() => 1),
    false,
  );
  remove();
  t.deepEqual(page.devtoolsFormatters, [others]);
  page.devtoolsFormatters = undefined as never;
  t.end();
});

test("V8 takes the formatter's answers, as it does in Chrome", (t) => {
  const session = new Session();
  session.connect();
  const installed = installConsoleFormatter();
  Object.assign(globalThis, { shownTensor: tensor([[1, 2]], { device: 'reference' }) });
  /** Calls of this process are answered at once. */
  const ask = (method: string, params: object = {}) => {
    let answer = {} as { result: { value: string; customPreview: { header: string; bodyGetterId: string } } };
    session.post(method, params, (_, result) => {
      answer = result as typeof answer;
    });
    return answer.result;
  };
  ask('Runtime.enable');
  ask('Runtime.setCustomObjectFormatterEnabled', { enabled: true });
  const { header, bodyGetterId } = ask('Runtime.evaluate', { expression: 'shownTensor' }).customPreview;
  t.deepEqual(shown(JSON.parse(header)), ['Tensor float32 [1, 2] [[1, 2]] reference']);
  const functionDeclaration = 'function () { return JSON.stringify(this()); }';
  const { value } = ask('Runtime.callFunctionOn', { objectId: bodyGetterId, functionDeclaration });
  t.deepEqual(shown(JSON.parse(value)).slice(0, 2), ['0 1', '0 1 2']);
  session.disconnect();
  installed.remove();
  Reflect.deleteProperty(globalThis, 'shownTensor');
  t.end();
});
