import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'tape';
import ts from 'typescript';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** What must not compile, and what the compiler says. */
const wrong: readonly (readonly [snippet: string, says: RegExp])[] = [
  ['new nn.Conv2d(3, 8, 5, { pading: 1 })', /'pading' does not exist in type/],
  ["new nn.Conv2d(3, 8, 5, { padding: 'full' })", /'"full"' is not assignable to type/],
  ["new nn.Conv2d(3, 8, 5, { paddingMode: 'mirror' })", /'"mirror"' is not assignable to type/],
  ['new nn.Conv2d(3, 8)', /Expected 3-4 arguments, but got 2/],
  ['new nn.Conv2d(3, 8, [5, 5, 5])', /'number' is not assignable to type 'undefined'/],
  ['new nn.Linear(3)', /Expected 2-3 arguments, but got 1/],
  ["new nn.Linear('3', 4)", /'string' is not assignable to parameter of type 'number'/],
  ["new nn.Linear(3, 4, { dtype: 'float16' })", /'"float16"' is not assignable to type/],
  ["new nn.Linear(3, 4, { dtype: 'int32' })", /'"int32"' is not assignable to type/],
  ['new nn.MaxPool2d(2, 2)', /'2' has no properties in common with type/],
  ['new nn.LeakyReLU({ slope: 0.1 })', /'slope' does not exist in type/],
  ['new nn.Linear(3, 4)()', /Expected 1 arguments, but got 0/],
  ['new nn.Linear(3, 4)(zeros([3]), zeros([3]))', /Expected 1 arguments, but got 2/],
  ['new nn.Linear(3, 4)([1, 2, 3])', /'number\[\]' is not assignable to parameter of type 'Tensor'/],
  ['new nn.MSELoss()(zeros([3]))', /Expected 2 arguments, but got 1/],
  ["new nn.MSELoss({ reduction: 'average' })", /'"average"' is not assignable to type/],
  ['new nn.Sequential(new nn.MSELoss())', /'MSELoss' is not assignable to/],
  ['new nn.Sequential(zeros([3]))', /'Tensor' is not assignable to/],
  ['new nn.Module()', /Cannot create an instance of an abstract class/],
  ['new (class extends nn.Module {})()', /does not implement inherited abstract member/],
  [
    'new (class extends nn.Module { override forward(size: number) { return zeros([size]); } })()',
    /'\(size: number\) => Tensor' is not assignable to type '\(inputs_0: Tensor\) => Tensor'/,
  ],
  ["nn.init.kaimingNormal_(zeros([2, 2]), { mode: 'fanout' })", /'"fanout"' is not assignable to type/],
  ["zeros([2], { dtype: 'float16' })", /'"float16"' is not assignable to type/],
  ['zeros([2], { requiresGrads: true })', /'requiresGrads' does not exist in type/],
  ['F.relu()', /Expected 1 arguments, but got 0/],
  ['F.conv2d(zeros([1]), zeros([1]), undefined, { strides: 2 })', /'strides' does not exist in type/],
  ['summary(new nn.Linear(3, 4), 3)', /'number' is not assignable to parameter of type/],
];

const right = 'new nn.Conv2d(3, 8, 5, { padding: 1 })(zeros([1, 3, 8, 8]))';

/** Compiles all snippets as files of one program, and gives what the compiler says of each. */
function compile(snippets: readonly string[]): string[][] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  const files = new Map(
    snippets.map((snippet, i) => [
      join(root, 'test/types', `snippet${i}.ts`),
      `import { F, nn, summary, zeros } from 'stridegrad';\nexport const used = [F, nn, summary, zeros];\n${snippet};\n`,
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path);
  host.readFile = (path) => files.get(path) ?? readFile.call(host, path);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((path) => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  });
}

test('a misspelt option, a wrong number of arguments and a wrong type do not compile', (t) => {
  const [control, ...said] = compile([right, ...wrong.map(([snippet]) => snippet)]);
  t.deepEqual(control, [], `compiles: ${right}`);
  wrong.forEach(([snippet, says], i) => {
    t.equal(said[i].length, 1, `one error: ${snippet}`);
    t.match(said[i].join('\n'), says, snippet);
  });
  t.end();
});
