import ts from 'typescript';

/** The syntax tree of a top-level function. @throws Error if it is another thing. */
export function parse(body: { toString(): string }): ts.FunctionDeclaration {
  const file = ts.createSourceFile('kernel.js', body.toString(), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const [statement] = file.statements;
  if (!ts.isFunctionDeclaration(statement)) {
    throw new Error(`not a top-level function declaration: ${body.toString().slice(0, 80)}`);
  }
  return statement;
}

/** Names that a function uses but does not declare. */
export function freeNames(declaration: ts.FunctionDeclaration): string[] {
  const declared = new Set<string>();
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    ) {
      declared.add(node.name.text);
    }
    if (ts.isIdentifier(node) && !isPropertyName(node) && node !== declaration.name) {
      used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return [...used].filter((name) => !declared.has(name));
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  );
}
