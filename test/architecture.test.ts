import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'tape';
import ts from 'typescript';

const source = resolve(dirname(fileURLToPath(import.meta.url)), '../src');

/** The rooms of the house, lowest first: a file imports from its own room and from those below. */
const floors: readonly (readonly string[])[] = [
  ['errors.ts', 'history', 'dtype.ts', 'options.ts', 'random'],
  ['shape'],
  ['kernels'],
  ['backends'],
  ['autograd'],
  ['ops'],
  ['explain'],
  ['tensor'],
  ['nn', 'optim', 'data', 'vision', 'io', 'debug'],
  ['cli', 'index.ts', 'node.ts'],
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.m?ts$/.test(file));
const imports = files.flatMap(importsOf);

test('imports run one way: shape → kernels → backends → autograd → ops → tensor → nn … → cli', (t) => {
  const upward = imports.filter(({ from, to }) => floorOf(from) < floorOf(to) && !isMethodTable(from, to));
  t.deepEqual(
    upward.map(({ from, to }) => `${from} → ${to}`),
    [],
  );
  t.end();
});

test('operations never see Tensor, and explanations neither', (t) => {
  const seen = imports.filter(
    ({ from, to }) => /^(ops|explain|autograd|kernels)\//.test(from) && to.startsWith('tensor/'),
  );
  t.deepEqual(seen, []);
  t.end();
});

test('no two files need each other to load', (t) => {
  const needs = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly) needs.set(from, [...(needs.get(from) ?? []), to]);
  }
  t.deepEqual(files.flatMap((file) => cycleFrom(file, needs)).slice(0, 1), []);
  t.end();
});

test('the core has no dependency: only data, vision, io and cli import packages, and Node only in files for Node', (t) => {
  const packages = files.flatMap((file) =>
    specifiers(file)
      .filter(({ specifier }) => !specifier.startsWith('.'))
      .filter(() => !/^(data|vision|io|cli)\/|^backends\/native\/|^node\.ts$/.test(file))
      .map(({ specifier }) => `${file} imports ${specifier}`),
  );
  t.deepEqual(packages, []);
  t.end();
});

test('the rule can fail: an upward import is found', (t) => {
  t.ok(floorOf('kernels/matmul.ts') < floorOf('tensor/tensor.ts'));
  t.ok(imports.length > 100, `${imports.length} imports were read`);
  t.end();
});

/** The one exception: the class is typed with the methods that the table above it installs. */
function isMethodTable(from: string, to: string): boolean {
  return from === 'tensor/tensor.ts' && to === 'tensor/methods.ts';
}

function floorOf(file: string): number {
  const room = file.split('/')[0];
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  if (floor < 0) throw new Error(`${file} is in no room that this test knows`);
  return floor;
}

function specifiers(file: string): { specifier: string; typeOnly: boolean }[] {
  const parsed = ts.createSourceFile(file, readFileSync(join(source, file), 'utf8'), ts.ScriptTarget.Latest);
  return parsed.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    return [{ specifier: statement.moduleSpecifier.text, typeOnly: isTypeOnly(statement) }];
  });
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const { importClause } = statement;
  if (importClause === undefined) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = importClause;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

function importsOf(file: string): Import[] {
  return specifiers(file).flatMap(({ specifier, typeOnly }) =>
    specifier.startsWith('.')
      ? [{ from: file, to: relative(source, resolve(source, dirname(file), specifier)), typeOnly }]
      : [],
  );
}

/** A way from `start` back to itself, if there is one. */
function cycleFrom(start: string, needs: ReadonlyMap<string, readonly string[]>): string[] {
  const cameFrom = new Map<string, string>();
  const pending = [start];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    for (const next of needs.get(file) ?? []) {
      if (next === start) {
        const path = [start];
        for (let at: string | undefined = file; at !== undefined && at !== start; at = cameFrom.get(at))
          path.unshift(at);
        return [[start, ...path].join(' → ')];
      }
      if (!cameFrom.has(next)) {
        cameFrom.set(next, file);
        pending.push(next);
      }
    }
  }
  return [];
}
