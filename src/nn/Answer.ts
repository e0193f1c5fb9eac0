/** The answer to a question about shapes: plain data that reads as text. */
export abstract class Answer {
  /** The answer in sentences, at most 80 columns wide. */
  abstract readonly text: string;

  toString(): string {
    return this.text;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.text;
  }
}
