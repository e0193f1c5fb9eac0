import test from 'tape';
import ts from 'typescript';
import { kernels } from '../../src/kernels/all.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { freeNames, parse } from '../support/kernelSource.ts';

// Kernels are compiled by gpu.js from their source text. This holds them to what it can translate, by reading that text.

const all = Object.entries(kernels) as [string, Kernel<object>][];
const globals = new Set(['Math', 'Infinity', 'undefined']);

test('every kernel is listed under its own name, and names its inputs, sizes and scalars', (t) => {
  for (const [name, kernel] of all) {
    t.equal(kernel.name, name);
    const parameters = parse(kernel.element).parameters.map((parameter) => parameter.name.getText());
    const data = parameters.filter((parameter) => parameter !== 'this');
    t.equal(data.length, kernel.inputs.length + kernel.scalars.length, `${name} takes its inputs, then its scalars`);
    t.ok(data.length <= 8, `${name} has at most the eight arguments that the reference's loop spells out`);
  }
  t.end();
});

test('a kernel and its helpers use nothing from outside but each other and Math', (t) => {
  for (const [name, kernel] of all) {
    const helpers = new Set(kernel.helpers.map((helper) => helper.name));
    for (const body of [kernel.element, ...kernel.helpers]) {
      const free = freeNames(parse(body)).filter((used) => !helpers.has(used) && !globals.has(used));
      t.deepEqual(free, [], `${name}: ${body.name}`);
    }
  }
  t.end();
});

test('a kernel reads only the sizes it lists, and lists no size that helpers shadow', (t) => {
  for (const [name, kernel] of all) {
    const sizes = new Set<string>(kernel.sizes);
    for (const read of sizesRead(parse(kernel.element))) {
      t.ok(sizes.has(read), `${name} lists ${read}`);
    }
    for (const helper of kernel.helpers) {
      // gpu.js 2.24.1 in mode cpu silently takes the constant for a parameter of the same name.
      const clash = parse(helper).parameters.map((parameter) => parameter.name.getText());
      t.deepEqual(
        clash.filter((parameter) => sizes.has(parameter)),
        [],
        `${name}: ${helper.name}`,
      );
    }
  }
  t.end();
});

test('a kernel counts its loops with names of their own, and has no name that gpu.js gives to an input in GLSL', (t) => {
  for (const [name, kernel] of all) {
    for (const body of [kernel.element, ...kernel.helpers]) {
      // In the form that gpu.js 2.24.1 gives to loops for GLSL ES 1.00, counters belong to the whole function.
      t.deepEqual(repeated(countersOf(parse(body))), [], `${name}: ${body.name}`);
    }
    const taken = new Set(kernel.inputs.flatMap((_, place) => glslNames(parse(kernel.element), place)));
    t.deepEqual(
      namesDeclaredIn(parse(kernel.element)).filter((declared) => taken.has(declared)),
      [],
      name,
    );
  }
  t.end();
});

test('a kernel has no closures, objects, strings, bit operations or loops without a counter', (t) => {
  for (const [name, kernel] of all) {
    for (const body of [kernel.element, ...kernel.helpers]) {
      t.deepEqual(forbidden(parse(body)), [], `${name}: ${body.name}`);
    }
  }
  t.end();
});

test('the rules can fail', (t) => {
  const bad = parse(function element(this: { constants: { a: number } }, x: number[]) {
    const f = () => all.length;
    return x[0] | f();
  });
  t.deepEqual(freeNames(bad).includes('all'), true);
  const found = forbidden(bad).join(' ');
  t.match(found, /=>/, 'a closure is found');
  t.match(found, /\|/, 'a bit operation is found');

  const twice = parse(function element(a: number[]) {
    let aSize = 0;
    for (let k = 0; k < 2; k++) aSize += a[k];
    for (let k = 2; k < 4; k++) aSize += a[k];
    return aSize;
  });
  t.deepEqual(repeated(countersOf(twice)), ['k']);
  t.deepEqual(
    namesDeclaredIn(twice).filter((declared) => glslNames(twice, 0).includes(declared)),
    ['aSize'],
  );
  t.end();
});

/** The names destructured or read from this.constants. */
function sizesRead(declaration: ts.FunctionDeclaration): string[] {
  const names: string[] = [];
  const isConstants = (node: ts.Node | undefined) => node?.getText() === 'this.constants';
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && isConstants(node.initializer) && ts.isObjectBindingPattern(node.name)) {
      names.push(...node.name.elements.map((element) => (element.propertyName ?? element.name).getText()));
    }
    if (ts.isPropertyAccessExpression(node) && isConstants(node.expression)) {
      names.push(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return names;
}

/** The names declared by the heads of loops. */
function countersOf(declaration: ts.FunctionDeclaration): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isForStatement(node) && node.initializer && ts.isVariableDeclarationList(node.initializer)) {
      names.push(...node.initializer.declarations.map((counter) => counter.name.getText()));
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return names;
}

/** All names that a function's body declares. */
function namesDeclaredIn(declaration: ts.FunctionDeclaration): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name)) {
      names.push(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return names;
}

/** What gpu.js declares beside an input of that name. */
function glslNames(declaration: ts.FunctionDeclaration, place: number): string[] {
  const inputs = declaration.parameters.map((parameter) => parameter.name.getText()).filter((name) => name !== 'this');
  return [`${inputs[place]}Size`, `${inputs[place]}Dim`];
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, place) => names.indexOf(name) !== place);
}

const bitOperators = new Set([
  ts.SyntaxKind.BarToken,
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.CaretToken,
  ts.SyntaxKind.LessThanLessThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
  ts.SyntaxKind.AsteriskAsteriskToken,
]);

function forbidden(declaration: ts.FunctionDeclaration): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const closure = node !== declaration && ts.isFunctionLike(node);
    const literal = ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || ts.isStringLiteral(node);
    const bits = ts.isBinaryExpression(node) && bitOperators.has(node.operatorToken.kind);
    const loop =
      ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node);
    const other =
      ts.isTryStatement(node) || ts.isThrowStatement(node) || ts.isNewExpression(node) || ts.isSwitchStatement(node);
    if (closure || literal || bits || loop || other) {
      found.push(node.getText());
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found;
}
