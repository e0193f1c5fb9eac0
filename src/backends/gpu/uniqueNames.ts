// gpu.js 2.24.1 knows a variable by its name alone, and GLSL ES 1.00 has the counters of loops for the whole function.
// Kernels keep to that, but minifiers make `function f(e, t) { … for (let e = 0; …) … }` of them.

/** A name, a number, or a sign. Numbers are told apart because of 1e5, and strings do not occur in kernels. */
const words = /[A-Za-z_$][\w$]*|\d[\w.]*|[^\s]/g;

/**
 * The text of a function in which no two variables have the same name. It is one of a kernel: declarations, `for`, `if`,
 * `return` and expressions.
 */
export function uniqueNames(text: string): string {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  return new Renaming(code).run();
}

class Renaming {
  readonly #code: string;
  readonly #words: readonly RegExpExecArray[];
  /** Every name that the text has or that was made. */
  readonly #taken: Set<string>;
  readonly #declared = new Set<string>();
  /** What the variables of each scope are called now, innermost scope last. */
  readonly #scopes: Map<string, string>[] = [];
  #at = 0;
  #result = '';
  /** How much of the code is in the result. */
  #done = 0;

  constructor(code: string) {
    this.#code = code;
    this.#words = [...code.matchAll(words)];
    this.#taken = new Set(this.#words.map(([word]) => word));
  }

  run(): string {
    this.#skipTo('(');
    this.#inScope(() => {
      for (this.#at++; !this.#passes(')') && this.#word !== ''; this.#at++) {
        if (isName(this.#word)) this.#declare();
      }
      this.#statement();
    });
    return this.#result + this.#code.slice(this.#done);
  }

  get #word(): string {
    return this.#words[this.#at]?.[0] ?? '';
  }

  /** Goes past the word that is next, if it is this one. */
  #passes(word: string): boolean {
    if (this.#word !== word) return false;
    this.#at++;
    return true;
  }

  #skipTo(word: string): void {
    while (this.#word !== word && this.#word !== '') this.#at++;
  }

  #inScope(inside: () => void): void {
    this.#scopes.push(new Map());
    inside();
    this.#scopes.pop();
  }

  #statement(): void {
    if (this.#passes('{')) {
      this.#inScope(() => {
        while (!this.#passes('}') && this.#word !== '') this.#statement();
      });
    } else if (this.#passes('for')) {
      this.#inScope(() => {
        this.#bracketed();
        this.#statement();
      });
    } else if (this.#passes('if')) {
      this.#bracketed();
      this.#statement();
      if (this.#passes('else')) this.#statement();
    } else {
      const start = this.#at;
      this.#expressions();
      if (!this.#passes(';') && this.#at === start) this.#at++; // a sign that no kernel has there
    }
  }

  /** What stands in the brackets that begin here: a condition, or the three parts of a loop. */
  #bracketed(): void {
    this.#at++;
    while (!this.#passes(')') && this.#word !== '') {
      this.#expressions();
      this.#passes(';');
    }
  }

  /** Up to the semicolon or the bracket that ends it, with what it declares. */
  #expressions(): void {
    const declares = ['let', 'const', 'var'].includes(this.#word);
    if (declares) this.#at++;
    let depth = 0;
    let isNew = declares; // whether a declared name follows
    for (; this.#word !== ''; this.#at++) {
      const word = this.#word;
      if (depth === 0 && (word === ';' || word === ')' || word === '}')) return;
      if (isNew && word === '{') this.#declarePattern();
      else if (isNew && isName(word)) this.#declare();
      else if ('([{'.includes(word)) depth++;
      else if (')]}'.includes(word)) depth--;
      else if (isName(word)) this.#use();
      isNew = declares && depth === 0 && word === ',';
    }
  }

  /** { size, inner: step }: names that are declared, beside those of what they are taken from. */
  #declarePattern(): void {
    for (this.#at++; this.#word !== '}' && this.#word !== ''; this.#at++) {
      if (!isName(this.#word)) continue;
      const key = this.#word;
      const isRenamed = this.#words[this.#at + 1]?.[0] === ':';
      if (isRenamed) this.#at += 2;
      this.#declare(isRenamed ? '' : `${key}: `);
    }
  }

  /** A variable begins here. `prefix` is wanted before it if it is given another name. */
  #declare(prefix = ''): void {
    const name = this.#word;
    let unique = name;
    for (let number = 2; this.#declared.has(unique); number++) {
      if (!this.#taken.has(`${name}${number}`)) unique = `${name}${number}`;
    }
    this.#declared.add(unique);
    this.#taken.add(unique);
    this.#scopes.at(-1)?.set(name, unique);
    if (unique !== name) this.#write(`${prefix}${unique}`);
  }

  #use(): void {
    if (this.#words[this.#at - 1]?.[0] === '.') return;
    const name = this.#word;
    const unique = this.#scopes.findLast((scope) => scope.has(name))?.get(name);
    if (unique !== undefined && unique !== name) this.#write(unique);
  }

  #write(word: string): void {
    const { index, 0: old } = this.#words[this.#at];
    this.#result += this.#code.slice(this.#done, index) + word;
    this.#done = index + old.length;
  }
}

function isName(word: string): boolean {
  return /^[A-Za-z_$]/.test(word);
}
