/** What a formula in a text comes to: '⌊(32 + 2·0 − 1) / 2⌋ + 1', '6·(3·5·5) + 6'. */
export function valueOfFormula(formula: string): number {
  const script = formula
    .replaceAll('⌊', 'Math.floor(')
    .replaceAll('⌈', 'Math.ceil(')
    .replaceAll(/[⌋⌉]/g, ')')
    .replaceAll('·', '*')
    .replaceAll('−', '-')
    .replaceAll('²', '**2');
  if (!/^[\d\s+\-*/().]*$/.test(script.replaceAll(/Math\.(floor|ceil)/g, '')))
    throw new Error(`no formula: ${formula}`);
  return Number(new Function(`return ${script}`)());
}
